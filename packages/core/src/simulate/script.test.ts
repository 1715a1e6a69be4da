import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HaleError } from '../error.ts';
import { createSimulatedClock } from '../testing/index.ts';
import { createSimulatedEngine } from './engine.ts';
import { MAX_SCRIPT_STEPS, parseScript } from './script.ts';
import { seededRandom } from './seeded.ts';

test('a script is a step a line, with comments and empty lines between', () => {
  const script = `
# time  container  act
2s      web        fail upstream   timed out
1.5m    web        pass
500ms   web        kill HUP
1h      db         exit 139\r
0s      db         exit
3s      db         rename db-old
`;
  expect(parseScript(script)).toEqual([
    { atMs: 2000, container: 'web', act: { do: 'fail', output: 'upstream   timed out' } },
    { atMs: 90_000, container: 'web', act: { do: 'pass' } },
    { atMs: 500, container: 'web', act: { do: 'kill', signal: 'HUP' } },
    { atMs: 3_600_000, container: 'db', act: { do: 'exit', code: 139 } },
    { atMs: 0, container: 'db', act: { do: 'exit', code: 1 } },
    { atMs: 3000, container: 'db', act: { do: 'rename', name: 'db-old' } },
  ]);
});

test.each([
  ['soon web pass', 'line 1: time'],
  ['\n2 web pass', 'line 2: time'],
  ['-2s web pass', 'line 1: time'],
  ['169h web pass', 'line 1: time'],
  ['2s', 'line 1: container'],
  ['2s web', 'line 1: act'],
  ['2s web dance', 'line 1: act'],
  ['2s web pass now', 'line 1: argument'],
  ['2s web exit 256', 'line 1: code'],
  ['2s web exit one', 'line 1: code'],
  ['2s web rename', 'line 1: name'],
  [`2s web fail ${'x'.repeat(4097)}`, 'line 1: output'],
])('%j: the error is at %s', (script, path) => {
  expect(() => parseScript(script)).toThrow(expect.objectContaining({ code: 'bad-input', path }));
});

test('the time limit is seven days, included', () => {
  expect(parseScript('168h web pass')).toHaveLength(1);
});

test('the number of steps is bounded', () => {
  const steps = '1s web pass\n'.repeat(MAX_SCRIPT_STEPS);
  expect(parseScript(steps)).toHaveLength(MAX_SCRIPT_STEPS);
  expect(() => parseScript(`${steps}1s web pass`)).toThrow(`at most ${MAX_SCRIPT_STEPS} steps`);
});

test('any text is a script or an error that names its line', () => {
  const read = (text: string): unknown => {
    try {
      return parseScript(text);
    } catch (error) {
      return error instanceof HaleError ? error.path : error;
    }
  };
  fc.assert(
    fc.property(fc.string(), (text) => {
      const outcome = read(text);
      expect(Array.isArray(outcome) ? 'line 1: script' : outcome).toMatch(/^line \d+: \w+$/);
    }),
  );
});

test('a script is played by the clock, and what cannot be done is reported', async () => {
  const clock = createSimulatedClock();
  const reported: unknown[] = [];
  const silent = (): void => {};
  const log = {
    debug: silent,
    info: silent,
    error: silent,
    warn: (_: string, fields?: object) => reported.push(fields),
  };
  const script = [
    { atMs: 2000, container: 'web', act: { do: 'fail', output: 'down' } },
    { atMs: 3000, container: 'nobody', act: { do: 'pause' } },
  ] as const;
  const web = { name: 'web', healthcheck: { test: ['CMD', 'true'], intervalMs: 1000 } };
  const engine = createSimulatedEngine({ clock, random: seededRandom(1), containers: [web], script, log });
  await clock.advance(1500 + 3000 + 1500);
  const response = await engine.fetch(new Request('http://engine/containers/web/json'));
  const inspected = await response.text();
  expect(inspected).toContain('"Status":"unhealthy"');
  expect(inspected).toContain('"ExitCode":1,"Output":"down\\n"');
  await Promise.resolve();
  expect(reported).toEqual([{ container: 'nobody', act: 'pause', error: 'No such container: nobody' }]);
});
