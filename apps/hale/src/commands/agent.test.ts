import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FOLLOW_MS, SETTLE_MS } from '../config/follow.ts';
import { checked, failing, passing, service, testEngine } from '../testing/engine.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { type Receiver, receiver } from '../testing/receiver.ts';
import type { Recorder } from '../testing/recording.ts';

const MOUNT = '/bin/mount';
const UMOUNT = '/bin/umount';

const plain = { name: 'plain', was: { status: 'running', forMs: 60_000 } } as const;
const web = {
  name: 'shop-web-1',
  labels: service('web'),
  healthcheck: checked,
  finding: failing,
  was: { status: 'running', forMs: 60_000 },
} as const;

function logged({ lines }: Recorder) {
  return lines.map((line) => JSON.parse(line));
}

function changesOf({ heard }: Receiver): readonly string[] {
  return heard.map(({ body }) => JSON.parse(body)).map(({ subject, to }) => `${subject} ${to}`);
}

describe('hale agent', () => {
  it('prints a dated line for each change, and what it does as JSON to stderr', async () => {
    const engine = testEngine(web);
    const { stdout, stderr, exit, stop } = engine.start(['agent']);
    await expect.poll(() => stdout.lines).toHaveLength(1);
    expect(stdout.lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}✓ shop\/web {2}healthy$/);
    await engine.clock.advance(3000);
    await expect.poll(() => stdout.lines).toHaveLength(2);
    expect(stdout.lines[1]).toMatch(
      /✗ shop\/web {2}healthy → unhealthy {2}failing 2×: "connection refused"$/,
    );
    expect(logged(stderr)).toEqual([
      {
        level: 'info',
        time: '2026-01-01T12:00:00.000Z',
        message: 'watching',
        engine: 'Docker 26.1.5 (API 1.45) at unix:///test.sock (--host)',
        remembers: 'in memory',
        tells: 'nobody',
        listens: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      },
    ]);
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('waits for an engine that is not there yet, and says so', async () => {
    const engine = testEngine(plain);
    engine.reachable(false);
    const { stdout, stderr, exit, stop } = engine.start(['agent']);
    await expect
      .poll(() => logged(stderr))
      .toContainEqual(
        expect.objectContaining({
          level: 'warn',
          message: 'the engine does not answer yet',
          error: 'nothing answers at unix:///test.sock',
        }),
      );
    engine.reachable(true);
    await expect
      .poll(async () => {
        await engine.clock.advance(1000);
        return stdout.text;
      })
      .toContain('plain');
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('ends with 2 where another agent has the folder', async () => {
    const engine = testEngine(plain);
    const env = { HALE_DATA: await temporaryFolder() };
    const first = engine.start(['agent'], { env });
    await expect.poll(() => first.stdout.lines).toHaveLength(1);
    const folder = join(env.HALE_DATA, 'unix-test.sock');
    expect(await engine.run(['agent'], { env })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `hale: another agent has ${folder}\n  end that agent, or give this one a folder of its own\n`,
    });
    first.stop('SIGTERM');
    expect(await first.exit).toBe(0);
  });

  it('ends with 2 where it is to listen and cannot, and lets go of its folder', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await expect.poll(() => server.listening).toBe(true);
    const { port } = server.address() as AddressInfo;
    const engine = testEngine(plain);
    const env = { HALE_DATA: await temporaryFolder() };
    expect(await engine.run(['agent', '--listen', `127.0.0.1:${port}`], { env })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^hale: cannot listen on 127\.0\.0\.1:\d+: something else listens there\n {2}/,
      ),
    });
    expect((await engine.run(['check'], { env })).stderr).toBe('');
    expect((await engine.run(['health'], { env })).exitCode).toBe(2);
  });

  it('goes on in memory where it cannot write, says so loudly, and tells', async () => {
    const file = join(await temporaryFolder(), 'file');
    writeFileSync(file, '');
    const engine = testEngine(plain);
    const ops = await receiver();
    const { stdout, stderr, exit, stop } = engine.start(['agent'], {
      env: { HALE_DATA: file, HALE_WEBHOOK_URL: `${ops.origin}/hook`, HALE_LOG_LEVEL: 'error' },
    });
    await expect.poll(() => stdout.lines).toHaveLength(1);
    expect(logged(stderr)).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringMatching(/^CANNOT REMEMBER: /) }),
    ]);
    await engine.engine.act('plain', { do: 'exit', code: 3 });
    await expect.poll(() => changesOf(ops)).toEqual(['container/plain crashed']);
    stop('SIGTERM');
    expect(await exit).toBe(0);
  });
});

describe('the log of hale agent', () => {
  async function log(env: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<string> {
    const engine = testEngine(plain);
    const { stdout, stderr, exit, stop } = engine.start(['agent', ...argv], { env });
    await expect.poll(() => stdout.lines).toHaveLength(1);
    stop('SIGTERM');
    expect(await exit).toBe(0);
    return stderr.text;
  }

  it('is text where the settings say so, whatever --json says of the changes', async () => {
    for (const argv of [[], ['--json']])
      expect(await log({ HALE_LOG_FORMAT: 'text' }, ...argv)).toMatch(
        /^2026-01-01T\S+ info {2}watching engine=/,
      );
  });

  it.each(['text', 'json'])('has nothing below its level, as %s', async (format) => {
    expect(await log({ HALE_LOG_FORMAT: format, HALE_LOG_LEVEL: 'warn' })).toBe('');
    expect(await log({ HALE_LOG_FORMAT: format, HALE_LOG_LEVEL: 'debug' })).toContain('watching');
  });
});

/** A configuration that is edited while an agent runs by it. */
async function edited(data: string) {
  const engine = testEngine(plain);
  const [before, after] = [await receiver(), await receiver()];
  const config = join(await temporaryFolder(), 'hale.yaml');
  const write = (text: string): Promise<void> => writeFile(config, text, { mode: 0o600 });
  const hook = ({ origin }: Receiver): string =>
    `destinations: { ops: { webhook: { url: '${origin}/s3cretPath' } } }\n`;
  await write(hook(before));
  const running = engine.start(['agent', '--config', config], { env: { HALE_DATA: data, HALE_LISTEN: '' } });
  const { stdout, stderr } = running;
  await expect.poll(() => stdout.lines).toHaveLength(1);
  return {
    ...running,
    engine,
    before,
    after,
    hook,
    /** Resolves once it is said what became of it. */
    async edit(text: string, message: string) {
      const told = logged(stderr).length;
      await write(text);
      await expect
        .poll(async () => {
          await engine.clock.advance(FOLLOW_MS + SETTLE_MS);
          return logged(stderr)
            .slice(told)
            .map((line) => line.message);
        })
        .toContain(message);
      return logged(stderr).slice(told);
    },
    async end() {
      running.stop('SIGTERM');
      expect(await running.exit).toBe(0);
      expect(stdout.text + stderr.text).not.toContain('s3cret');
    },
  };
}

describe('a configuration that is edited', () => {
  it.each(['a folder', 'memory'])(
    'is used at once if it is good, and nothing is lost on the way (%s)',
    async (where) => {
      const { engine, before, after, hook, edit, end } = await edited(
        where === 'memory' ? where : await temporaryFolder(),
      );
      before.answer({ status: 503 });
      await engine.engine.act('plain', { do: 'pause' });
      await expect.poll(() => changesOf(before)).toContain('container/plain paused');
      await edit(hook(after), 'a new configuration');
      await expect.poll(() => changesOf(after)).toEqual(['container/plain paused']);
      await engine.engine.act('plain', { do: 'unpause' });
      await expect
        .poll(() => changesOf(after))
        .toEqual(['container/plain paused', 'container/plain running']);
      await end();
    },
  );

  it('is not used if it is bad, and the problem is told without secrets', async () => {
    const { engine, before, hook, edit, end } = await edited(await temporaryFolder());
    const told = await edit(
      `${hook(before)}egress: { allow: ['${before.origin}/s3cretPath'] }\n`,
      'the new configuration is not used',
    );
    expect(told.map(({ level, problem }) => [level, problem])).toEqual([
      [
        'error',
        expect.stringMatching(/hale\.yaml:2:\d+ egress\.allow\[0\]: expected a host.*\[secret \w+\]/),
      ],
    ]);
    await engine.engine.act('plain', { do: 'pause' });
    await expect.poll(() => changesOf(before)).toEqual(['container/plain paused']);
    await end();
  });

  it('is given back for the last good one if it turns out that it cannot be used', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await expect.poll(() => taken.listening).toBe(true);
    const { port } = taken.address() as AddressInfo;
    const { engine, before, after, hook, edit, end } = await edited(await temporaryFolder());
    const told = await edit(`${hook(after)}listen: 127.0.0.1:${port}\n`, 'watching');
    expect(told.map(({ message, problem }) => [message, problem])).toEqual([
      ['a new configuration', undefined],
      ['the new configuration cannot be used', expect.stringContaining('something else listens there')],
      ['watching', undefined],
    ]);
    await engine.engine.act('plain', { do: 'pause' });
    await expect.poll(() => changesOf(before)).toEqual(['container/plain paused']);
    await edit(hook(after), 'watching');
    await engine.engine.act('plain', { do: 'unpause' });
    await expect.poll(() => changesOf(after)).toEqual(['container/plain running']);
    await end();
  });

  it('looks at another engine only after a restart, and says so', async () => {
    const { edit, end } = await edited(await temporaryFolder());
    const told = await edit('engine: { host: unix:///elsewhere.sock }\n', 'watching');
    expect(told.map(({ level, message }) => [level, message])).toContainEqual([
      'warn',
      'another engine is looked at only after a restart',
    ]);
    await end();
  });
});

describe.skipIf(!mayMount())('a disk that fills up', () => {
  /** An agent that has seen a crash which the disk had no room for. */
  async function crashedUnwritten() {
    const disk = await temporaryFolder();
    mount('size=2m', disk);
    onTestFinished(() => void execFileSync(UMOUNT, ['-l', disk]));
    const engine = testEngine(plain, { ...web, finding: passing });
    const ops = await receiver();
    const env = { HALE_DATA: disk, HALE_WEBHOOK_URL: `${ops.origin}/hook` };
    const running = engine.start(['agent'], { env });
    await expect.poll(() => running.stdout.lines).toHaveLength(2);
    const health = async () => JSON.parse((await engine.run(['health', '--json'], { env })).stdout);
    expect((await health()).status).toBe('pass');
    const filler = join(disk, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(4_000_000))).toThrow('ENOSPC');
    await engine.engine.act('plain', { do: 'exit', code: 3 });
    await expect.poll(() => changesOf(ops)).toEqual(['container/plain crashed']);
    return {
      ...running,
      engine,
      health,
      free: () => rm(filler),
      async end() {
        running.stop('SIGTERM');
        expect(await running.exit).toBe(0);
        const again = await engine.run(['check'], { env });
        expect([again.stdout.split('\n').at(-2), again.stderr]).toEqual([
          expect.stringContaining('no change since the last look'),
          '',
        ]);
        expect(changesOf(ops)).toEqual(['container/plain crashed']);
      },
    };
  }

  it('is left for memory, is said to be, and is gone back to', async () => {
    const { engine, stderr, health, free, end } = await crashedUnwritten();
    expect(logged(stderr).filter(({ level }) => level === 'error')).toContainEqual(
      expect.objectContaining({ message: 'CANNOT REMEMBER: going on in memory' }),
    );
    const { status, reasons } = await health();
    expect(status).toBe('warn');
    expect(JSON.stringify(reasons)).toMatch(
      /CANNOT REMEMBER: [^"]*the disk is full \(\d changes? in memory alone\)/,
    );
    await free();
    await expect
      .poll(async () => {
        await engine.clock.advance(60_000);
        return stderr.text;
      })
      .toContain('remembers again');
    expect((await health()).status).toBe('pass');
    await end();
  });

  it('takes at the end what it had no room for, if it has by then', async () => {
    const { free, end } = await crashedUnwritten();
    await free();
    await end();
  });
});

function mount(options: string, at: string): void {
  execFileSync(MOUNT, ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'ignore' });
}

/** Mounting takes a privilege that not every machine gives. */
function mayMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'hale-mount-'));
  try {
    mount('size=64k', probe);
    execFileSync(UMOUNT, [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
