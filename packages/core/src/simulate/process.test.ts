import { expect, test } from 'vitest';
import { createSimulatedClock } from '../testing/index.ts';
import { Agenda } from './agenda.ts';
import { KILLED, Process } from './process.ts';
import { execute, type Surroundings } from './shell.ts';

function begin(script: string) {
  const clock = createSimulatedClock();
  const agenda = new Agenda(clock);
  const surroundings: Surroundings = { files: new Map(), traps: new Map() };
  const seen: string[] = [];
  const program = execute(['sh', '-c', script], surroundings);
  if (program === null) throw new Error('no shell');
  const note = (what: string): void => void seen.push(`${agenda.now()} ${what}`);
  const process = new Process(program, {
    agenda,
    write: (_stream, text) => note(text.trim()),
    exit: (code) => note(`exit ${code}`),
  });
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    agenda.settle();
  };
  return { process, surroundings, seen, pass };
}

test('a program prints and exits in its own time', async () => {
  const { seen, pass } = begin('echo one; sleep 1; echo two; exit 3');
  expect(seen).toEqual([]);
  await pass(5000);
  expect(seen).toEqual(['0 one', '1000 two', '1000 exit 3']);
});

test('a frozen program goes on with what was left of its sleep', async () => {
  const { process, seen, pass } = begin('sleep 1; exit 0');
  await pass(400);
  process.freeze();
  process.freeze();
  await pass(10_000);
  process.thaw();
  process.thaw();
  await pass(599);
  expect(seen).toEqual([]);
  await pass(1);
  expect(seen).toEqual(['11000 exit 0']);
});

test('a kill ends it at once, and only once', async () => {
  const { process, seen, pass } = begin('sleep 1');
  await pass(100);
  process.kill();
  process.kill(1);
  await pass(5000);
  expect(seen).toEqual([`100 exit ${KILLED}`]);
});

test('a kill of a frozen program waits for the thaw', async () => {
  const { process, seen, pass } = begin('sleep 1');
  await pass(100);
  process.freeze();
  process.kill(9);
  await pass(5000);
  expect(seen).toEqual([]);
  process.thaw();
  expect(seen).toEqual(['5100 exit 9']);
});

test('a program without a trap is deaf to signals', async () => {
  const { process, surroundings, seen, pass } = begin('sleep 1');
  await pass(500);
  process.signal('TERM', surroundings);
  await pass(500);
  expect(seen).toEqual(['1000 exit 0']);
});

test('a trap may take its time and then end the program', async () => {
  const { process, surroundings, seen, pass } = begin(
    "trap 'echo bye; sleep 2; exit 5' TERM; sleep 100 & wait",
  );
  await pass(1000);
  process.signal('TERM', surroundings);
  await pass(10_000);
  expect(seen).toEqual(['1000 bye', '3000 exit 5']);
});

test('after a trap that does not exit the program goes on with what was left', async () => {
  const { process, surroundings, seen, pass } = begin("trap 'echo reload' HUP; sleep 10; exit 0");
  await pass(4000);
  process.signal('HUP', surroundings);
  await pass(5999);
  expect(seen).toEqual(['4000 reload']);
  await pass(1);
  expect(seen).toEqual(['4000 reload', '10000 exit 0']);
});

test('a signal to a frozen program is handled when it thaws', async () => {
  const { process, surroundings, seen, pass } = begin("trap 'exit 5' TERM; sleep 10");
  await pass(1000);
  process.freeze();
  process.signal('TERM', surroundings);
  await pass(1000);
  expect(seen).toEqual([]);
  process.thaw();
  await pass(0);
  expect(seen).toEqual(['2000 exit 5']);
});

test('a program that never sleeps is left alone after a while', async () => {
  const { seen, pass } = begin('echo more;'.repeat(10_001));
  await pass(1000);
  expect(seen).toHaveLength(10_000);
});
