import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checked, passing, service, testEngine } from '../testing/engine.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { receiver } from '../testing/receiver.ts';

const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;
const web = {
  name: 'shop-web-1',
  labels: service('web'),
  healthcheck: checked,
  finding: passing,
  was: { status: 'running', forMs: 60_000 },
} as const;
const crashed = { name: 'job', was: { status: 'exited', exitCode: 3, agoMs: 5_000 } } as const;

describe('hale check', () => {
  it('is 0 where all is well, with the table and what has changed', async () => {
    const { exitCode, stdout, stderr } = await testEngine(plain, web).run(['check']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^CONDITION {2}NAME/),
      expect.stringMatching(/^✓ healthy {2}shop\/web /),
      expect.stringMatching(/^● running {2}plain /),
      '',
      '1 healthy · 1 running  2 changes',
      '',
    ]);
    expect(stderr).toBe('');
  });

  it('is 1 where something is wrong, problems first', async () => {
    const { exitCode, stdout } = await testEngine(plain, web, crashed).run(['check']);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')[1]).toMatch(/^✗ crashed {2}job /);
  });

  it('is 0 where there is nothing', async () => {
    expect(await testEngine().run(['check'])).toEqual({
      exitCode: 0,
      stdout: 'no containers  no change since the last look\n',
      stderr: '',
    });
  });

  it('is 2 where it could not look', async () => {
    const engine = testEngine(plain);
    engine.reachable(false);
    expect(await engine.run(['check'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'hale: nothing answers at unix:///test.sock\n',
    });
  });

  it('says the same in JSON, on one line', async () => {
    const { exitCode, stdout } = await testEngine(crashed, web).run(['check', '--json']);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n')).toHaveLength(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      containers: [
        { name: 'job', condition: 'crashed', exitCode: 3 },
        { name: 'shop-web-1', condition: 'healthy', project: 'shop' },
      ],
      changes: 2,
      delivered: { sent: 0, failed: 0, dead: 0, nextAt: null },
    });
  });
});

describe('hale check in a folder', () => {
  it('tells what is wrong once, and then only what changes', async () => {
    const engine = testEngine(web);
    const ops = await receiver();
    const env = { HALE_DATA: await temporaryFolder(), HALE_WEBHOOK_URL: `${ops.origin}/hook` };
    expect(await engine.run(['check'], { env })).toMatchObject({ exitCode: 0 });
    expect(ops.heard).toEqual([]);

    await engine.engine.act(web.name, { do: 'fail', output: 'not well' });
    await engine.clock.advance(3_000);
    const second = await engine.run(['check'], { env });
    expect(second).toMatchObject({ exitCode: 1, stderr: '' });
    expect(second.stdout).toMatch(/1 unhealthy {2}1 change, 1 message sent\n$/);
    expect(ops.heard.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [
        '/hook',
        expect.objectContaining({ subject: 'container/shop/web/1', from: 'healthy', to: 'unhealthy' }),
      ],
    ]);

    const third = await engine.run(['check'], { env });
    expect(third).toMatchObject({ exitCode: 1, stderr: '' });
    expect(third.stdout).toMatch(/1 unhealthy {2}no change since the last look\n$/);
    expect(ops.heard).toHaveLength(1);
  });

  it('says that a message was not taken, and sends it with the next pass', async () => {
    const engine = testEngine(crashed);
    const ops = await receiver();
    ops.answer({ status: 503 });
    const env = { HALE_DATA: await temporaryFolder(), HALE_WEBHOOK_URL: `${ops.origin}/hook` };
    expect((await engine.run(['check'], { env })).stderr).toBe(
      'hale: 1 attempt to tell failed; the next pass tries again: hale notify list\n',
    );
    ops.answer({ status: 204 });
    await engine.clock.advance(60_000);
    const { stdout, stderr } = await engine.run(['check'], { env });
    expect([stdout, stderr]).toEqual([
      expect.stringContaining('no change since the last look, 1 message'),
      '',
    ]);
    expect(new Set(ops.heard.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
  });

  it('remembers nothing with --data memory', async () => {
    const engine = testEngine(crashed);
    const ops = await receiver();
    const env = { HALE_DATA: await temporaryFolder(), HALE_WEBHOOK_URL: `${ops.origin}/hook` };
    for (const _ of [1, 2]) await engine.run(['check', '--data', 'memory'], { env });
    expect(ops.heard).toHaveLength(2);
  });

  it('only looks where an agent has the folder, and says so', async () => {
    const engine = testEngine(crashed);
    const ops = await receiver();
    const data = await temporaryFolder();
    const agent = engine.start(['agent'], { env: { HALE_DATA: data } });
    await expect.poll(() => agent.stdout.lines).toHaveLength(1);
    const { exitCode, stdout, stderr } = await engine.run(['check'], {
      env: { HALE_DATA: data, HALE_WEBHOOK_URL: `${ops.origin}/hook` },
    });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('✗ crashed')]);
    expect(stderr).toBe(
      `hale: another hale watches this engine (${join(data, 'unix-test.sock')}): this one only looks on\n`,
    );
    expect(ops.heard).toEqual([]);
    agent.stop('SIGTERM');
    expect(await agent.exit).toBe(0);
  });

  it('goes on in memory where it cannot be written, and says so loudly', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const { exitCode, stderr } = await testEngine(plain).run(['check'], { env: { HALE_DATA: file } });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^hale: CANNOT REMEMBER: .*; going on in memory: .* is lost\n$/);
  });
});
