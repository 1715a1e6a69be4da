import fc from 'fast-check';
import { expect, test } from 'vitest';
import { execute, MAX_FILE_LENGTH, MAX_FILES, runTrap, type Surroundings } from './shell.ts';

function surroundings(files: Readonly<Record<string, string>> = {}): Surroundings {
  return { files: new Map(Object.entries(files)), traps: new Map() };
}

function run(argv: readonly string[], world = surroundings()) {
  const program = execute(argv, world);
  if (program === null) return null;
  const said = { stdout: '', stderr: '', sleptMs: 0 };
  for (;;) {
    const { done, value } = program.next();
    if (done === true) return { ...said, code: value };
    if ('sleepMs' in value) said.sleptMs += value.sleepMs;
    else said[value.stream] += value.text;
  }
}

const sh = (script: string, world?: Surroundings) => run(['sh', '-c', script], world);

test.each([
  ['true', { code: 0 }],
  ['false', { code: 1 }],
  [': anything', { code: 0 }],
  ['exit 3', { code: 3 }],
  ['exit 3; echo never', { code: 3, stdout: '' }],
  ['exit 256', { code: 0 }],
  ['echo a b', { code: 0, stdout: 'a b\n' }],
  ['echo \'a  b\' "c;d"e', { stdout: 'a  b c;de\n' }],
  ['echo -n a', { stdout: 'a' }],
  ['echo out; echo err >&2', { stdout: 'out\n', stderr: 'err\n' }],
  ['echo out 1>&2', { stdout: '', stderr: 'out\n' }],
  ['echo err >&2 2>/dev/null', { stdout: '', stderr: 'err\n' }],
  ['cat /none 2>/dev/null', { code: 1, stderr: '' }],
  ['cat /none', { code: 1, stderr: "cat: can't open '/none': No such file or directory\n" }],
  ['false || echo or', { stdout: 'or\n', code: 0 }],
  ['true && echo and', { stdout: 'and\n' }],
  ['false && echo and; echo then', { stdout: 'then\n' }],
  ['! false', { code: 0 }],
  ['! true', { code: 1 }],
  ['nope', { code: 127, stderr: 'sh: nope: not found\n' }],
  ['sleep 1.5', { sleptMs: 1500 }],
  ['sleep 2 & sleep 3 & wait; echo done', { sleptMs: 3000, stdout: 'done\n' }],
  ['echo one\necho two', { stdout: 'one\ntwo\n' }],
  ['sh -c "exit 4"; echo after', { stdout: 'after\n' }],
  ['', { code: 0 }],
  ['test -f /a', { code: 1 }],
  ['test ! -f /a', { code: 0 }],
  ['touch /a; test -f /a && [ -e /a ]', { code: 0 }],
  ['touch /a; rm /a; test -f /a', { code: 1 }],
  ['test -n a', { code: 2 }],
  ['echo kept > /a; cat /a', { stdout: 'kept\n' }],
])('%s', (script, outcome) => {
  expect(sh(script)).toMatchObject(outcome);
});

test('programs are found by name or in the usual folders, and nowhere else', () => {
  expect(run(['/bin/true'])?.code).toBe(0);
  expect(run(['/usr/bin/true'])?.code).toBe(0);
  expect(run(['/opt/true'])).toBeNull();
  expect(run(['nope'])).toBeNull();
  expect(run([])).toBeNull();
});

test('a shell without a script says so', () => {
  expect(run(['sh', '-c'])).toMatchObject({ code: 2 });
  expect(run(['sh'])).toMatchObject({ code: 0 });
});

test('sleep infinity never ends by itself', () => {
  expect(sh('sleep infinity')?.sleptMs).toBe(Number.POSITIVE_INFINITY);
});

test('a trap is kept by the name of its signal and may end the shell', () => {
  const world = surroundings();
  sh("trap 'echo bye; exit 7' TERM SIGINT", world);
  expect([...world.traps.keys()]).toEqual(['TERM', 'INT']);
  const trap = runTrap(world.traps.get('INT') ?? '', world);
  expect(trap.next().value).toEqual({ stream: 'stdout', text: 'bye\n' });
  expect(trap.next()).toEqual({ done: true, value: 7 });
});

test('a trap that does not exit lets the program go on', () => {
  const world = surroundings();
  expect([...runTrap('touch /a', world)]).toEqual([]);
  expect(runTrap('touch /a', world).next()).toEqual({ done: true, value: null });
  expect(world.files.has('/a')).toBe(true);
});

test('files are bounded in number and length', () => {
  const full = Object.fromEntries(Array.from({ length: MAX_FILES }, (_, index) => [`/${index}`, 'x']));
  const world = surroundings(full);
  sh('touch /more; echo again > /0', world);
  expect(world.files.size).toBe(MAX_FILES);
  expect(world.files.get('/0')).toBe('again\n');
  sh(`echo ${'y'.repeat(MAX_FILE_LENGTH)} > /0`, world);
  expect(world.files.get('/0')).toHaveLength(MAX_FILE_LENGTH);
});

test('any text at all is a script that comes to an end', () => {
  fc.assert(
    fc.property(fc.string(), (script) => {
      expect(sh(script)?.code).toBeGreaterThanOrEqual(0);
    }),
  );
});
