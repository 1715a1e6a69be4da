import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOLLOW_MS, SETTLE_MS } from '../../config/follow.ts';
import { run } from '../../program.ts';
import { findNothing } from '../../testing/engine.ts';
import { temporaryFolder } from '../../testing/folder.ts';
import { testHub } from '../../testing/hub.ts';
import { record } from '../../testing/recording.ts';

const logged = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

describe('hale hub', () => {
  it('shows its admin token at the first start, and never again', async () => {
    const first = await testHub();
    const { stderr, token, data } = first;
    expect(token).toMatch(/^hale_/);
    expect(stderr.text).toMatch(/The admin token of this new hub, shown once: keep it\./);
    expect(stderr.text).toMatch(/^ {4}hale hub invite {3}\S/m);
    expect(stderr.text.split(token)).toHaveLength(2);
    for (const line of logged(stderr.text)) expect(JSON.stringify(line)).not.toContain(token);
    first.stop('SIGTERM');
    expect(await first.exit).toBe(0);
    const again = await testHub({ data });
    expect(again.token).toBe('');
    expect(again.stderr.text).not.toContain('hale_');
    expect((await again.ask('/openapi.json', token)).status).toBe(200);
  });

  it('says what it does as one record', async () => {
    const { stderr, data, url } = await testHub();
    expect(logged(stderr.text)).toEqual([
      {
        level: 'info',
        time: '2026-01-01T12:00:00.000Z',
        hub: expect.stringMatching(/^[0-9a-z]{26}$/),
        agents: 0,
        remembers: join(data, 'hub'),
        tells: 'nobody',
        listens: url,
        message: 'gathering',
      },
    ]);
  });

  it('answers nobody without a token, from this machine either, and keeps its file to itself', async () => {
    const { ask, token, data } = await testHub();
    expect((await ask('/openapi.json')).status).toBe(401);
    expect((await ask('/openapi.json', `hale_${'x'.repeat(43)}`)).status).toBe(401);
    expect((await ask('/openapi.json', token)).status).toBe(200);
    expect(statSync(join(data, 'hub', 'hub.db')).mode & 0o777).toBe(0o600);
  });

  it('takes the tokens of the settings, too', async () => {
    const { stdout, io } = record();
    await run(['token', '--json'], io, findNothing);
    const { token, sha256 } = JSON.parse(stdout.text);
    const config = join(await temporaryFolder(), 'hale.yaml');
    await writeFile(config, `access: { tokens: [{ name: ci, sha256: ${sha256} }] }`);
    const { ask } = await testHub({ env: { HALE_CONFIG: config } });
    expect((await ask('/openapi.json', token)).status).toBe(200);
  });

  it('prints a line for each change of an agent, whoever makes it', async () => {
    const hub = await testHub();
    await hub.enrol('web-1');
    expect((await hub.hale('hub', 'revoke', 'web-1')).exitCode).toBe(0);
    await hub.clock.advance(2_000);
    await expect.poll(() => hub.stdout.lines).toHaveLength(1);
    expect(hub.stdout.lines[0]).toMatch(/^2026-01-01 \S+ {2}- web-1 agent {2}may report no more$/);
  });

  it('prints an object for each with --json', async () => {
    const hub = await testHub({ argv: ['--json'] });
    const { agent } = await hub.enrol('web-1');
    await hub.hale('hub', 'revoke', 'web-1');
    await hub.clock.advance(2_000);
    await expect.poll(() => hub.stdout.lines).toHaveLength(1);
    expect(JSON.parse(hub.stdout.text)).toMatchObject({
      host: 'web-1',
      subject: `agent/${agent}`,
      to: 'removed',
    });
  });

  it('goes on in memory where it is told to, says so, and says how to invite then', async () => {
    const { stderr, url, token, exit, stop } = await testHub({ env: { HALE_DATA: 'memory' } });
    expect(logged(stderr.text).map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'remembers in memory alone: after its end every agent has to be invited again'],
      ['info', 'gathering'],
    ]);
    expect(stderr.text).toMatch(/^ {4}curl -H \S+ \S+ \S+ -X POST \S+\/invitations /m);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/invitations`, { method: 'POST', headers });
    expect(JSON.parse(await response.text())).toMatchObject({ token: expect.stringMatching(/^hale_e1_/) });
    stop('SIGINT');
    expect(await exit).toBe(0);
  });

  it('warns where what it is told can be read on its way', async () => {
    const { stderr } = await testHub({ argv: ['--listen', '0.0.0.0:0'] });
    expect(logged(stderr.text)).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'answers plain HTTP: put TLS in front of it, or keep it in a network that is yours',
      }),
    );
  });

  it('is alone in its folder, and lets go of it where it cannot listen', async () => {
    const first = await testHub();
    expect(await first.hale('hub')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `hale: another hub has ${join(first.data, 'hub')}\n  end that hub, or give this one a folder of its own\n`,
    });
    const data = await temporaryFolder();
    const port = new URL(first.url).port;
    for (const isFirst of [true, false]) {
      const { io, stderr } = record({ env: { HALE_DATA: data, HALE_LISTEN: `127.0.0.1:${port}` } });
      expect(await run(['hub'], io, findNothing)).toBe(2);
      // The token has been made all the same.
      expect(stderr.text.includes('The admin token')).toBe(isFirst);
      expect(stderr.text).toMatch(/hale: cannot listen on 127\.0\.0\.1:\d+: something else listens there/);
    }
  });

  it('leaves word where it answers, and takes it away', async () => {
    const { data, stop, exit } = await testHub();
    const place = join(data, 'hub', 'place.json');
    expect(existsSync(place)).toBe(true);
    stop('SIGTERM');
    await exit;
    expect(existsSync(place)).toBe(false);
  });

  it.each(['a folder', 'memory'])(
    'follows its configuration, and knows its agents after (%s)',
    async (where) => {
      const config = join(await temporaryFolder(), 'hale.yaml');
      await writeFile(config, 'log: { level: info }');
      const env = { HALE_CONFIG: config, ...(where === 'memory' && { HALE_DATA: 'memory' }) };
      const hub = await testHub({ env });
      await writeFile(config, 'destinations: { log: { stdout: } }');
      await expect
        .poll(async () => {
          await hub.clock.advance(FOLLOW_MS + SETTLE_MS);
          return logged(hub.stderr.text).filter(({ message }) => message === 'gathering');
        })
        .toHaveLength(2);
      const records = logged(hub.stderr.text).filter(({ message }) => message === 'gathering');
      expect(records.map(({ tells }) => tells)).toEqual(['nobody', 'log']);
      expect(new Set(records.map((each) => each.hub)).size).toBe(1);
      expect((await fetch(`${records[1].listens}/openapi.json`)).status).toBe(401);
    },
  );
});
