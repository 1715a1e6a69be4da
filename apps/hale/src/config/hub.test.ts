import { describe, expect, it } from 'vitest';
import { problemText } from './problem.ts';
import { testFolder } from './testing/folder.ts';

const INVITATION = `hale_e1_${'k'.repeat(16)}_${'s'.repeat(43)}`;
const OWN = INVITATION.replace('_e1_', '_a1_');

async function load(yaml: string, env: Readonly<Record<string, string>> = {}, hub?: string) {
  const folder = await testFolder();
  await folder.write('work/hale.yaml', yaml);
  await folder.write('work/token', `${OWN}\n`);
  const { settings, problems, secrets } = await folder.load(env, hub === undefined ? {} : { flags: { hub } });
  return { hub: settings?.hub, from: settings?.from, secrets, problems: problems.map(problemText) };
}

describe('the hub', () => {
  it('is none unless something is said', async () => {
    const { hub } = await load('');
    expect(hub).toEqual({ url: null, token: null, tells: null, syncMs: null });
  });

  it('is what a file says', async () => {
    const { hub, secrets } = await load(
      'hub: { url: "https://hub.example.com/", token: { file: token }, tells: hub, sync: 1m }',
    );
    expect(hub).toEqual({ url: 'https://hub.example.com', token: OWN, tells: 'hub', syncMs: 60_000 });
    expect(secrets).toContain(OWN);
  });

  it('is what the environment says over that, and a flag over both', async () => {
    const env = {
      HALE_HUB_URL: 'http://env:1/hub/',
      HALE_HUB_TOKEN: INVITATION,
      HALE_HUB_TELLS: 'agent',
      HALE_HUB_SYNC: '1s',
    };
    const file = 'hub: { url: "https://file", token: { env: NONE }, tells: hub, sync: 1m }';
    const { hub, problems } = await load(file, env);
    expect(problems).toEqual([]);
    expect(hub).toEqual({ url: 'http://env:1/hub', token: INVITATION, tells: 'agent', syncMs: 1_000 });
    const flagged = await load(file, env, 'https://flag');
    expect(flagged.hub?.url).toBe('https://flag');
    expect(flagged.from?.(['hub', 'url'])).toBe('--hub');
    expect((await load(file, { HALE_HUB_TOKEN_FILE: 'token' })).hub?.token).toBe(OWN);
  });

  it.each([
    'hub.example.com',
    'ftp://hub/',
    'https://user@hub/',
    'https://:word@hub/',
    'https://hub/?a=b',
    'https://hub/?',
    'https://hub/#x',
    `https://hub/${'x'.repeat(2048)}`,
  ])('has no address such as %s', async (url) => {
    const { problems } = await load(`hub: { url: ${JSON.stringify(url)} }`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^hale\.yaml:1:8 hub\.url: expected /);
  });

  it.each(['999ms', '1h1s', 'soon'])('is not reported to each %s', async (sync) => {
    const { problems } = await load(`hub: { sync: ${sync} }`);
    expect(problems).toEqual(['hale.yaml:1:8 hub.sync: expected a duration from 1s to 1h0m0s, such as 15s']);
  });

  it.each(['1s', '1h'])('may be reported to each %s', async (sync) => {
    expect((await load(`hub: { sync: ${sync} }`)).problems).toEqual([]);
  });

  it('names what is no token without showing it', async () => {
    const api = `hale_${'a'.repeat(43)}`;
    for (const token of ['nonsense', api]) {
      const { problems, secrets } = await load('', { HALE_HUB_TOKEN: token });
      expect(problems).toEqual([
        'HALE_HUB_TOKEN: expected the token of an invitation, as hale hub invite prints it',
      ]);
      expect(secrets).toContain(token);
    }
  });

  it('is told what else is wrong', async () => {
    const { problems } = await load('hub: { tells: both, tokn: x, token: [x] }');
    expect(problems).toEqual([
      'hale.yaml:1:8 hub.tells: expected agent or hub',
      'hale.yaml:1:21 hub.tokn: there is no such setting; did you mean token?',
      'hale.yaml:1:30 hub.token: expected a token, { env: NAME } or { file: PATH }',
    ]);
  });
});
