import { expect, it } from 'vitest';
import { command, Hale, simulation } from './hale.ts';

const quoted = command.map((word) => `'${word}'`).join(' ');
const ENTER = '\u{1b}[?1049h\u{1b}[?25l';
const LEAVE = '\u{1b}[?25h\u{1b}[?1049l';

/** `script` gives it a terminal; what is typed goes in by its stdin. */
function onTerminal(line: string, env: Readonly<Record<string, string>>): Hale {
  const run = `stty rows 24 cols 100; exec ${quoted} ${line}`;
  const via = ['script', '--quiet', '--return', '--command', run, '/dev/null'];
  return new Hale([], { env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' }, via });
}

it('up takes the second screen, draws, and gives the first one back at Ctrl-C', async () => {
  const { env } = await simulation();
  const hale = onTerminal('up', env);
  await hale.until('the table', ({ stdout }) => stdout.includes('CONDITION') && stdout.includes('shop/web'));
  expect(hale.stdout).toContain(ENTER);
  expect(hale.stdout).not.toContain(LEAVE);
  hale.process.stdin?.write('\u{3}');
  expect(await hale.exit).toBe(0);
  const [, after] = hale.stdout.split(LEAVE);
  expect(after).toMatch(/^.*hale.*Docker[^\n]*\r\n[^\n]*healthy[^\n]*\r\n\r\n[^\n]*CONDITION/);
  expect(after).not.toContain('\u{1b}[?25l');
});

it('up gives the terminal back also when it is killed twice', async () => {
  const { env } = await simulation();
  const hale = onTerminal('up', env);
  await hale.until('the table', ({ stdout }) => stdout.includes('CONDITION'));
  hale.process.stdin?.write('\u{3}\u{3}');
  expect([0, 130]).toContain(await hale.exit);
  expect(hale.stdout.lastIndexOf(LEAVE)).toBeGreaterThan(hale.stdout.lastIndexOf(ENTER));
});

it('up shows a simulated engine as one, on a terminal too', async () => {
  const hale = onTerminal('up', { XDG_RUNTIME_DIR: '/nonexistent' });
  await hale.until('the table', ({ stdout }) => stdout.includes('CONDITION'));
  expect(hale.stdout).toContain('SIMULATED');
  hale.process.stdin?.write('\u{3}');
  expect(await hale.exit).toBe(0);
});
