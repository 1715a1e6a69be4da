import { expect, it } from 'vitest';
import { ALL_WELL, Hale, runHale, simulation } from './hale.ts';

/** Far less than it would take to wait for anything; a machine under load needs some of it. */
const AT_ONCE_MS = 5000;

async function endsBy(hale: Hale, signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
  const asked = performance.now();
  hale.process.kill(signal);
  const code = await hale.exit;
  expect(performance.now() - asked).toBeLessThan(AT_ONCE_MS);
  return code;
}

it.each([
  ['SIGINT', ['up'], 0],
  ['SIGTERM', ['up', '--json'], 0],
  ['SIGHUP', ['up'], 0],
  ['SIGTERM', ['agent'], 0],
  ['SIGINT', ['watch', 'registry'], 130],
  ['SIGTERM', ['watch', 'registry'], 143],
  ['SIGINT', ['wait', 'shop/migrate', 'registry', '--for', 'stopped'], 130],
  ['SIGHUP', ['wait', 'shop/migrate', 'registry', '--for', 'stopped'], 129],
] as const)('%s ends %j at once, and nothing is left of it', async (signal, argv, code) => {
  const { env } = await simulation();
  const hale = new Hale(argv, { env });
  await hale.until('it watches', ({ lines }) => lines.length > 0);
  expect(await hale.children()).toEqual([]);
  expect(await endsBy(hale, signal)).toBe(code);
  expect(hale.stderr).toMatch(ALL_WELL);
});

it('ends up on its own simulated engine', async () => {
  const hale = new Hale(['up'], { env: { XDG_RUNTIME_DIR: '/nonexistent' } });
  await hale.until('it watches', ({ lines }) => lines.length > 0);
  expect(await endsBy(hale, 'SIGTERM')).toBe(0);
});

it('a second signal ends what the first has not yet', async () => {
  const { env } = await simulation();
  const hale = new Hale(['up'], { env });
  await hale.until('it watches', ({ lines }) => lines.length > 0);
  hale.process.kill('SIGINT');
  hale.process.kill('SIGINT');
  expect([0, 130]).toContain(await hale.exit);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a simulation, and its socket goes with it', async (signal, code) => {
  const { socket, hale } = await simulation();
  expect(await endsBy(hale, signal)).toBe(code);
  expect(await runHale(['ps', '--host', `unix://${socket}`])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no such socket'),
  });
});
