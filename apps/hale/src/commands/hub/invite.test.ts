import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { run } from '../../program.ts';
import { findNothing } from '../../testing/engine.ts';
import { temporaryFolder } from '../../testing/folder.ts';
import { testHub } from '../../testing/hub.ts';
import { record } from '../../testing/recording.ts';

const COMMAND =
  /^HALE_HUB_TOKEN=hale_e1_[0-9a-z]{16}_[\w-]{43} hale agent --hub (\S+)( --allow-plain-http)?\n$/;

describe('hale hub invite', () => {
  it('prints one command, and what is to be known of it beside it', async () => {
    const hub = await testHub();
    const { exitCode, stdout, stderr } = await hub.hale('hub', 'invite');
    expect(exitCode).toBe(0);
    expect(COMMAND.exec(stdout)?.slice(1)).toEqual([hub.url, undefined]);
    expect(stderr).toMatch(/It enrols one agent, within 60m:/);
    expect(stderr).toMatch(/answers this machine alone/);
  });

  it.each([
    [[], /enrols one agent, within 60m:/],
    [['--for', '30m', '--uses', '20'], /enrols 20 agents at most, within 30m:/],
  ])('says how long and how often: %j', async (argv, said) => {
    const hub = await testHub();
    expect((await hub.hale('hub', 'invite', ...argv)).stderr).toMatch(said);
  });

  it('is good so often, and no more', async () => {
    const hub = await testHub();
    const { stdout } = await hub.hale('hub', 'invite', '--uses', '2', '--json');
    const { token, uses, until, agent } = JSON.parse(stdout);
    expect({ uses, until, agent }).toEqual({ uses: 2, until: '2026-01-01T13:00:00.000Z', agent: null });
    const enrol = async (): Promise<number> => {
      const response = await fetch(`${hub.url}/v1/enrol`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          protocol: { min: 1, max: 1 },
          host: { name: 'a', os: null, arch: null, engine: null },
        }),
      });
      return response.status;
    };
    expect([await enrol(), await enrol(), await enrol()]).toEqual([200, 200, 401]);
  });

  it('takes the address that it is given, then that of the settings', async () => {
    const hub = await testHub({ env: { HALE_HUB_URL: 'https://hub.example.com/x/' } });
    const url = async (...argv: readonly string[]) =>
      COMMAND.exec((await hub.hale('hub', 'invite', ...argv)).stdout)?.slice(1);
    expect(await url()).toEqual(['https://hub.example.com/x', undefined]);
    expect(await url('--url', 'http://box:4253/')).toEqual(['http://box:4253', ' --allow-plain-http']);
  });

  it('names this machine where the hub listens everywhere, and says that it can be read', async () => {
    const hub = await testHub({ argv: ['--listen', '0.0.0.0:0'] });
    const { stdout, stderr } = await hub.hale('hub', 'invite');
    const [, url = '', plain] = COMMAND.exec(stdout) ?? [];
    expect(new URL(url).hostname).toBe(hostname().toLowerCase());
    expect(new URL(url).port).toBe(new URL(hub.url).port);
    expect(plain).toBe(' --allow-plain-http');
    expect(stderr).toMatch(/This is plain HTTP/);
  });

  it('has an agent come back as itself', async () => {
    const hub = await testHub();
    const { agent } = await hub.enrol('web-1');
    await hub.hale('hub', 'revoke', 'web-1');
    const { stdout, stderr } = await hub.hale('hub', 'invite', '--agent', 'web-1');
    expect(stdout).toMatch(COMMAND);
    expect(stderr).toMatch(/brings web-1 back with a new token, within 60m/);
    const json = await hub.hale('hub', 'invite', '--agent', agent.slice(0, 8), '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ agent, uses: 1 });
  });

  it.each([
    [['--for', '25h'], 2, /at most 24h/],
    [['--for', 'soon'], 2, /Expected a duration/],
    [['--uses', '0'], 2, /from 1 to 1000/],
    [['--uses', 'x'], 2, /Expected a whole number/],
    [['--url', 'box:1'], 2, /Expected the address of a hub/],
    [['--agent', 'nobody'], 1, /there is no agent "nobody"/],
  ])('refuses %j', async (argv, code, said) => {
    const hub = await testHub();
    const { exitCode, stdout, stderr } = await hub.hale('hub', 'invite', ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toMatch(said);
  });

  it.each(['memory', 'folder'])('ends with 1 where no hub has run (%s)', async (where) => {
    const data = where === 'memory' ? where : await temporaryFolder();
    const { io, stderr } = record({ env: { HALE_DATA: data } });
    expect(await run(['hub', 'invite'], io, findNothing)).toBe(1);
    expect(stderr.text).toMatch(where === 'memory' ? /in memory is its own/ : /no hub has run with/);
  });
});
