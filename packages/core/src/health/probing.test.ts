import { describe, expect, test } from 'vitest';
import { at, NOON } from '../testing/container.ts';
import { type Deviations, STRICT } from './deviations.ts';
import { BASELINE } from './parity.ts';
import { policyOf } from './policy.ts';
import {
  type Finding,
  type Moment,
  newProbing,
  type ProbingCommand,
  type ProbingInput,
  type ProbingRules,
  stepProbing,
} from './probing.ts';

const configured = {
  intervalMs: 1_000,
  timeoutMs: 0,
  startPeriodMs: 10_000,
  startIntervalMs: 200,
  retries: 2,
};
const rules = (
  deviations: Partial<Deviations> = {},
  change: Partial<typeof configured> = {},
): ProbingRules => ({
  policy: policyOf({ ...configured, ...change }),
  parity: BASELINE,
  deviations: { ...STRICT, ...deviations },
});
const moment = (offsetMs: number, jumpMs = 0): Moment => ({
  wall: NOON + offsetMs + jumpMs,
  monotonic: offsetMs,
});
const finding = (exitCode: number, offsetMs: number, error = false): Finding => ({
  start: at(offsetMs - 5),
  end: at(offsetMs),
  exitCode,
  output: '',
  error,
});
const start = (offsetMs: number): ProbingInput => ({
  kind: 'start',
  at: moment(offsetMs),
  startedAt: at(offsetMs),
});
const due = (offsetMs: number): ProbingInput => ({ kind: 'due', at: moment(offsetMs) });
const unpause = (offsetMs: number): ProbingInput => ({ kind: 'unpause', at: moment(offsetMs) });
const stop: ProbingInput = { kind: 'stop' };
const result = (probe: number, exitCode: number, offsetMs: number, ended = true): ProbingInput => ({
  kind: 'result',
  at: moment(offsetMs),
  probe,
  finding: finding(exitCode, offsetMs),
  ended,
});

function play(inputs: ProbingInput[], under = rules()) {
  let probing = newProbing();
  const commands: string[] = [];
  const events: string[] = [];
  for (const input of inputs) {
    const next = stepProbing(probing, input, under);
    probing = next.probing;
    if (next.command) commands.push(words(next.command));
    if (next.event) events.push(next.event);
  }
  return { probing, commands, events, dueAt: probing.phase.kind === 'waiting' ? probing.phase.dueAt : null };
}

function words({ kind, probe }: ProbingCommand): string {
  return `${kind} ${probe}`;
}

describe('a run', () => {
  test('begins with a delay, not with a probe', () => {
    const { commands, dueAt, probing } = play([start(0), due(199)]);
    expect([commands, dueAt, probing.health.status]).toEqual([[], 200, 'starting']);
  });

  test('goes on from the end of each probe', () => {
    const { commands, dueAt } = play([start(0), due(200), result(1, 1, 950)]);
    expect([commands, dueAt]).toEqual([['probe 1'], 1_150]);
  });

  test('has its slow pace once it is healthy', () => {
    const { dueAt, events } = play([start(0), due(200), result(1, 0, 300)]);
    expect([dueAt, events]).toEqual([1_300, ['healthy']]);
  });

  test('never has two probes at once', () => {
    expect(play([start(0), due(200), due(400), due(9_000)]).commands).toEqual(['probe 1']);
  });

  test('tells a status only when it changes, and never that it is starting', () => {
    const { events } = play([
      start(0),
      ...[0, 0, 1, 1, 1, 0].flatMap((exitCode, n) => [
        due(n * 5_000 + 4_000),
        result(n + 1, exitCode, n * 5_000 + 4_001),
      ]),
    ]);
    expect(events).toEqual(['healthy', 'unhealthy', 'healthy']);
  });
});

describe('a container that ends, or is paused', () => {
  test('between two probes is unhealthy without a word', () => {
    const { probing, events, commands } = play([start(0), due(200), result(1, 0, 300), stop]);
    expect(probing.health).toMatchObject({ status: 'unhealthy', failingStreak: 0 });
    expect([events, commands]).toEqual([['healthy'], ['probe 1']]);
    expect(probing.phase.kind).toBe('stopped');
  });

  test('in the middle of a probe has it cancelled, and its result dropped', () => {
    const { probing, commands, events } = play([start(0), due(200), stop, result(1, 0, 300)]);
    expect(commands).toEqual(['probe 1', 'cancel 1']);
    expect([probing.health.log, events]).toEqual([[], []]);
  });

  test('started again keeps its log and nothing else', () => {
    const { probing } = play([start(0), due(200), result(1, 0, 300), stop, start(20_000)]);
    expect(probing.health).toEqual({
      status: 'starting',
      failingStreak: 0,
      log: [expect.objectContaining({ exitCode: 0 })],
    });
    expect(probing.startedAt).toBe(at(20_000));
  });

  test('unpaused stays unhealthy for a full delay, whatever is left of the start period', () => {
    const { probing, dueAt } = play([start(0), due(200), result(1, 0, 300), stop, unpause(1_000)]);
    expect([probing.health.status, dueAt]).toEqual(['unhealthy', 2_000]);
  });

  test('unpaused and passing says healthy a second time', () => {
    const { events } = play([
      start(0),
      due(200),
      result(1, 0, 300),
      stop,
      unpause(400),
      due(1_400),
      result(2, 0, 1_401),
    ]);
    expect(events).toEqual(['healthy', 'healthy']);
  });

  test('paused while it starts, then failing, never says unhealthy', () => {
    const fails = [2, 3, 4].flatMap((n) => [due(n * 20_000), result(n - 1, 1, n * 20_000 + 1)]);
    const { events, probing } = play([start(0), stop, unpause(100), ...fails]);
    expect([events, probing.health.status, probing.health.failingStreak]).toEqual([[], 'unhealthy', 3]);
  });
});

describe('a probe whose process does not go away', () => {
  test('keeps the next one from beginning, until it has gone', () => {
    const timedOut = [start(0), due(200), result(1, -1, 300, false)];
    expect(play([...timedOut, due(500), due(5_000)]).commands).toEqual(['probe 1']);
    const gone: ProbingInput = { kind: 'ended', at: moment(6_000), probe: 1 };
    expect(play([...timedOut, due(500), gone]).commands).toEqual(['probe 1', 'probe 2']);
  });

  test('that has gone early leaves the delay as it is', () => {
    const gone: ProbingInput = { kind: 'ended', at: moment(350), probe: 1 };
    expect(play([start(0), due(200), result(1, -1, 300, false), gone])).toMatchObject({
      commands: ['probe 1'],
      dueAt: 500,
    });
  });

  test('of an earlier run counts as well', () => {
    const again = [start(0), due(200), stop, start(300), due(500)];
    expect(play(again).commands).toEqual(['probe 1', 'cancel 1']);
    expect(play([...again, result(1, 137, 600)]).commands).toEqual(['probe 1', 'cancel 1', 'probe 2']);
  });
});

test('a probe that could not be judged leaves no trace, and the next one comes in its time', () => {
  const lost: ProbingInput = { kind: 'void', at: moment(300), probe: 1, ended: true };
  const { probing, dueAt, events } = play([start(0), due(200), lost]);
  expect([probing.health.log, dueAt, events]).toEqual([[], 500, []]);
});

test('the wall clock may jump: it moves the start period, never a delay', () => {
  const back: ProbingInput = { ...result(1, 1, 300), at: moment(300, -86_400_000) } as ProbingInput;
  expect(play([start(0), due(200), back]).dueAt).toBe(500);
  const ahead: ProbingInput = { ...result(1, 1, 300), at: moment(300, 86_400_000) } as ProbingInput;
  expect(play([start(0), due(200), ahead]).dueAt).toBe(1_300);
});

describe('deviations that one may ask for', () => {
  test('the first probe at once', () => {
    expect(play([start(0)], rules({ immediateFirstProbe: true })).commands).toEqual(['probe 1']);
  });

  test('the first probe at once, but not beside one of an earlier run', () => {
    const again = [start(0), stop, start(100)];
    expect(play([...again, result(1, 0, 200)], rules({ immediateFirstProbe: true })).commands).toEqual([
      'probe 1',
      'cancel 1',
      'probe 2',
    ]);
  });

  test('the start interval without a start period', () => {
    const alone = rules({ startIntervalAlone: true }, { startPeriodMs: 0 });
    expect(play([start(0)], alone).dueAt).toBe(200);
    expect(play([start(0)], rules({}, { startPeriodMs: 0 })).dueAt).toBe(1_000);
  });

  test('several passes before it is healthy', () => {
    const thrice = rules({ successThreshold: 3 });
    const passes = (n: number) =>
      Array.from({ length: n }, (_, i) => [due((i + 1) * 5_000), result(i + 1, 0, (i + 1) * 5_000)]).flat();
    expect(play([start(0), ...passes(2)], thrice).probing.health.status).toBe('starting');
    expect(play([start(0), ...passes(3)], thrice).events).toEqual(['healthy']);
    const broken = [...passes(2), due(15_000), result(3, 1, 15_000), due(20_000), result(4, 0, 20_000)];
    expect(play([start(0), ...broken], thrice).events).toEqual([]);
  });

  test('an error that is neither pass nor failure', () => {
    const error: ProbingInput = { ...result(1, -1, 300), finding: finding(-1, 300, true) } as ProbingInput;
    const strict = rules({}, { startPeriodMs: 0, retries: 1 });
    const lenient = rules({ errorsAreNoVerdict: true }, { startPeriodMs: 0, retries: 1 });
    expect(play([start(0), due(1_000), error], strict).events).toEqual(['unhealthy']);
    expect(play([start(0), due(1_000), error], lenient).probing.health).toEqual({
      status: 'starting',
      failingStreak: 0,
      log: [],
    });
  });
});
