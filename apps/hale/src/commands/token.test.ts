import { createHash } from 'node:crypto';
import { isToken } from '@hale/api';
import { expect, it } from 'vitest';
import { testFolder } from '../config/testing/folder.ts';
import { run } from '../program.ts';
import { findNothing } from '../testing/engine.ts';
import { record } from '../testing/recording.ts';

async function token(...flags: readonly string[]) {
  const { io, stdout, stderr } = record();
  const exitCode = await run(['token', ...flags], io, findNothing);
  return { exitCode, text: stdout.text, lines: stdout.lines, stderr: stderr.text };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

it('prints a token, and lines that let its holder in: hale takes them as they are', async () => {
  const { exitCode, lines } = await token('--name', 'ci', '--scope', 'operate');

  const [secret = '', ...rest] = lines;
  expect(exitCode).toBe(0);
  expect(isToken(secret)).toBe(true);
  expect(rest.join('\n')).not.toContain(secret);
  const folder = await testFolder();
  await folder.write('work/hale.yaml', rest.slice(rest.indexOf('access:')).join('\n'));
  const { settings, problems } = await folder.load();
  expect(problems).toEqual([]);
  expect(settings?.tokens).toEqual([{ name: 'ci', sha256: sha256(secret), scope: 'operate' }]);
});

it('may only read unless it is told otherwise, and is another each time', async () => {
  const [one, other] = await Promise.all([token('--json'), token('--json')]);
  const { token: secret, ...kept } = JSON.parse(one.text);
  expect(kept).toEqual({ name: 'api', sha256: sha256(secret), scope: 'read' });
  expect(JSON.parse(other.text).token).not.toBe(secret);
});

it.each([
  [['--scope', 'admin'], /Allowed choices are read, operate/],
  [['--name', 'a: }'], /Expected a name of at most 63 letters a-z, digits and hyphens/],
  [['--name', ''], /Expected a name/],
])('refuses %j', async (flags, says) => {
  expect(await token(...flags)).toMatchObject({ exitCode: 2, text: '', stderr: expect.stringMatching(says) });
});
