import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSimulatedClock } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { run } from '../../program.ts';
import { findNothing } from '../../testing/engine.ts';
import { temporaryFolder } from '../../testing/folder.ts';
import { type Answer, receiver } from '../../testing/receiver.ts';
import { record } from '../../testing/recording.ts';

const SECRET = '/services/T000/B000/s3cretTokenThatNobodyGuesses';

/** Where there is no engine: a message needs none. */
async function notifyTest(argv: readonly string[], env: Readonly<Record<string, string>>) {
  const { io, stdout, stderr } = record({ env });
  const exitCode = await run(['notify', 'test', ...argv], io, findNothing);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

async function toWebhook(answer: Answer, ...argv: readonly string[]) {
  const { answer: say, heard, origin } = await receiver();
  say(answer);
  const ran = await notifyTest(['webhook', ...argv], { HALE_WEBHOOK_URL: origin + SECRET });
  return { ...ran, heard };
}

describe('hale notify test', () => {
  it('sends a message that says of itself that nothing is wrong, and shows the answer', async () => {
    const { exitCode, stdout, stderr, heard } = await toWebhook({ status: 200, text: 'thanks\n' });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^webhook {2}✓ taken in \d+ ms\n {2}HTTP 200 thanks\n$/);
    expect(heard).toHaveLength(1);
    expect(heard[0]?.body).toContain('This is a test');
  });

  it.each([
    [
      { status: 410, text: 'no_service' },
      '✗ there is no such receiver any more: http-410',
      'Make a new address',
    ],
    [{ status: 401 }, '✗ not allowed: http-401', 'Make a new address'],
    [{ status: 400 }, '✗ not understood: http-400', 'hale config show'],
    [{ status: 404 }, '✗ not taken now: http-404', 'An agent would try again.'],
    [{ status: 503 }, '✗ not taken now: http-503', 'An agent would try again.'],
    [{ status: 429, headers: { 'retry-after': '7' } }, '✗ too many messages: http-429', 'An agent would'],
  ])('says of %j what it means and what to do, with exit code 1', async (answer, verdict, advice) => {
    const { exitCode, stdout } = await toWebhook(answer);
    const [first, second, third] = stdout.split('\n');
    expect(exitCode).toBe(1);
    expect(first).toMatch(new RegExp(`^webhook  ${verdict} in \\d+ ms$`));
    expect(second).toBe(`  HTTP ${answer.status} ${'text' in answer ? answer.text : ''}`.trimEnd());
    expect(third).toContain(advice);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await receiver();
    const headers = { location: `${elsewhere.origin}/` };
    const { exitCode, stdout } = await toWebhook({ status: 307, headers });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('http-307')]);
    expect(elsewhere.heard).toEqual([]);
  });

  it('gives up on a receiver that does not answer', async () => {
    const { answer, heard, origin } = await receiver();
    answer('hangs');
    const clock = createSimulatedClock();
    const { io, stdout } = record({ clock, env: { HALE_WEBHOOK_URL: `${origin}/hook` } });
    const exit = run(['notify', 'test', 'webhook'], io, findNothing);
    await expect.poll(() => heard).toHaveLength(1);
    await clock.advance(15_000);
    expect(await exit).toBe(1);
    expect(stdout.text).toBe(
      'webhook  ✗ no answer: it may have arrived (timeout) in 15000 ms\n  no answer\n  An agent would try again.\n',
    );
  });

  it('ends at Ctrl-C while it waits', async () => {
    const { answer, heard, origin } = await receiver();
    answer('hangs');
    const { io, stdout, stop } = record({ env: { HALE_WEBHOOK_URL: `${origin}/hook` } });
    const exit = run(['notify', 'test', 'webhook'], io, findNothing);
    await expect.poll(() => heard).toHaveLength(1);
    stop('SIGINT');
    expect([await exit, stdout.text]).toEqual([130, '']);
  });

  it('says where nothing listens', async () => {
    const { exitCode, stdout } = await notifyTest(['webhook'], { HALE_WEBHOOK_URL: 'http://127.0.0.1:1/' });
    expect([exitCode, stdout]).toEqual([
      1,
      expect.stringMatching(/✗ not taken now: unreachable in \d+ ms\n {2}no/),
    ]);
  });

  it('names the destinations that there are', async () => {
    expect(await notifyTest(['ops'], { HALE_WEBHOOK_URL: 'http://127.0.0.1:1/' })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'hale: there is no destination "ops"\n  There are: webhook.\n',
    });
    expect((await notifyTest(['ops'], {})).stderr).toMatch(
      /^hale: there is no destination .*\n {2}.*config show\.\n$/,
    );
  });

  it('prints JSON', async () => {
    const { exitCode, stdout } = await toWebhook({ status: 410, text: 'gone' }, '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      destination: 'webhook',
      outcome: { kind: 'gone', code: 'http-410' },
      reply: { status: 410, text: 'gone' },
      tookMs: expect.any(Number),
    });
  });

  it('speaks to what only imitates Slack, as the settings say', async () => {
    const { heard, origin } = await receiver();
    const config = join(await temporaryFolder(), 'hale.yaml');
    await writeFile(
      config,
      `destinations:\n  chat:\n    slack: { url: '${origin}/hooks/x', compatible: true }\n`,
      { mode: 0o600 },
    );
    const { exitCode, stdout } = await notifyTest(['chat', '--config', config], {});
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('HTTP 200 ok')]);
    expect(JSON.parse(heard[0]?.body ?? '')).toHaveProperty('blocks');
  });
});

describe('a secret is never printed', () => {
  const quoted = (origin: string) =>
    `I know ${origin}${SECRET} and ${SECRET} and s3cretTokenThatNobodyGuesses\u{1b}[2J`;

  const forms = [[], ['--json']] as const;
  it.each([200, 307, 404, 500].flatMap((status) => forms.map((argv) => ({ status, argv }))))(
    'when $status quotes it back $argv',
    async ({ status, argv }) => {
      const { answer, origin } = await receiver();
      answer({ status, text: quoted(origin) });
      const { stdout, stderr } = await notifyTest(['webhook', ...argv], {
        HALE_WEBHOOK_URL: origin + SECRET,
      });
      expect(stdout).toContain('I know');
      expect(stdout + stderr).not.toContain('s3cret');
      expect(stdout).not.toContain('\u{1b}');
    },
  );

  it('when nothing listens there, when it is refused, and when it is no address', async () => {
    for (const url of [
      `http://127.0.0.1:1${SECRET}`,
      `http://169.254.169.254${SECRET}`,
      `nonsense${SECRET}`,
    ]) {
      const { exitCode, stdout, stderr } = await notifyTest(['webhook'], { HALE_WEBHOOK_URL: url });
      expect(exitCode).not.toBe(0);
      expect(stdout + stderr).not.toContain('s3cret');
    }
  });
});
