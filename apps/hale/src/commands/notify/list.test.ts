import { describe, expect, it } from 'vitest';
import { testEngine } from '../../testing/engine.ts';
import { temporaryFolder } from '../../testing/folder.ts';
import { type TestOutbox, testOutbox } from '../../testing/outbox.ts';

async function listed(outbox: TestOutbox): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await outbox.hale(['notify', 'list']);
  expect([exitCode, stderr]).toEqual([0, '']);
  return stdout.trimEnd().split('\n');
}

async function json(outbox: TestOutbox) {
  return JSON.parse((await outbox.hale(['notify', 'list', '--json'])).stdout);
}

/** Twice as long each time: as long as any backoff. */
async function failAgain(outbox: TestOutbox, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await outbox.clock.advance(60_000 * 2 ** time);
    await outbox.hale(['check']);
  }
}

const READY = ['chat         slack    ✓ ready  0        0', 'hook         webhook  ✓ ready  0        0'];

describe('hale notify list', () => {
  it('needs an agent’s records, and says how to come by them', async () => {
    const { hale } = await testOutbox('chat');
    expect(await hale(['notify', 'list'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^hale: no agent has watched unix:\/\/\/test\.sock with .*\n {2}Start one: hale agent\.\n$/,
      ),
    });
    expect((await hale(['notify', 'list', '--data', 'memory'])).stderr).toBe(
      'hale: hale is told to remember nothing\n  Give it a folder: --data FOLDER.\n',
    );
  });

  it('says that nobody is told', async () => {
    const env = { HALE_DATA: await temporaryFolder() };
    const engine = testEngine();
    await engine.run(['check'], { env });
    expect(await engine.run(['notify', 'list'], { env })).toEqual({
      exitCode: 0,
      stdout: 'nobody is told: there is no destination. hale config show says what is set.\n',
      stderr: '',
    });
  });

  it('shows who has been told all', async () => {
    const outbox = await testOutbox('chat', 'hook');
    await outbox.hale(['check']);
    expect(await listed(outbox)).toEqual(['DESTINATION  KIND     STATE    WAITING  GIVEN UP', ...READY]);
  });

  it('shows what waits, and why, of both kinds of destination', async () => {
    const outbox = await testOutbox('chat', 'hook');
    outbox.receiver.answer({ status: 503 });
    await outbox.hale(['check']);
    const [heading, chat, hook, blank, title, columns, ...rows] = await listed(outbox);
    expect(heading).toBe('DESTINATION  KIND     STATE               WAITING  GIVEN UP');
    expect(chat).toBe('chat         slack    ↻ 1 attempt failed  2        0');
    expect(hook).toBe('hook         webhook  ↻ 1 attempt failed  2        0');
    expect([blank, title]).toEqual(['', 'Waiting  hale notify retry sends it now']);
    expect(columns?.split(/ +/)).toEqual(['CONDITION', 'SUBJECT', 'SINCE', 'TO', 'TRIES', 'NEXT', 'BECAUSE']);
    const told = rows.map((row) => row.replace(/now|in \ds/, 'SOON').replace(/ {2,}/g, ' | '));
    expect(told.toSorted()).toEqual([
      '✗ crashed | aa | 60s | chat | 1 | SOON | http-503',
      '✗ crashed | aa | 60s | hook | 0 | SOON | -',
      '✗ crashed | bb | 30s | chat | 1 | SOON | http-503',
      '✗ crashed | bb | 30s | hook | 1 | SOON | http-503',
    ]);
  });

  it('says for how long one that fails is left alone, and when it is tried next', async () => {
    const outbox = await testOutbox('chat', 'hook');
    outbox.receiver.answer({ status: 503 });
    await failAgain(outbox, 6);
    const lines = await listed(outbox);
    expect(lines.slice(1, 3)).toEqual([
      expect.stringMatching(/^chat +slack +✗ left alone for 60s +2 +0$/),
      expect.stringMatching(/^hook +webhook +✗ left alone for 60s +2 +0$/),
    ]);
    expect(lines.slice(6).every((line) => / in (60s|\dm) +(http-503|-)$/.test(line))).toBe(true);
    expect(await json(outbox)).toMatchObject({
      destinations: [
        { name: 'chat', state: 'resting', until: expect.stringMatching(/^2026-01-01T/), because: null },
        { name: 'hook', state: 'resting' },
      ],
    });
  });

  it('says which is not tried any more', async () => {
    const outbox = await testOutbox('hook');
    outbox.receiver.answer({ status: 410 });
    await outbox.hale(['check']);
    const lines = await listed(outbox);
    expect(lines[1]).toBe('hook         webhook  ✗ not tried any more: http-410  2        0');
    expect(lines[5]).toMatch(/hook {2}1 {6}once mended {2}http-410$/);
    expect(await json(outbox)).toMatchObject({
      destinations: [{ state: 'disabled', because: 'http-410', until: null }],
      waiting: [{ nextAt: null, because: 'http-410' }, { nextAt: null }],
    });
  });

  it('shows what was given up, and what to do', async () => {
    const outbox = await testOutbox('hook');
    outbox.receiver.answer({ status: 400 });
    await outbox.hale(['check']);
    await outbox.clock.advance(120_000);
    const lines = await listed(outbox);
    expect(lines[1]).toBe('hook         webhook  ✓ ready  0        2');
    expect(lines[3]).toBe('Given up  hale notify replay sends it again');
    expect(lines.slice(5).toSorted()).toEqual([
      '✗ crashed  aa       3m     hook  2m ago    http-400',
      '✗ crashed  bb       2m     hook  2m ago    http-400',
    ]);
  });

  it('tells one that the settings have no more, and one that no agent has yet', async () => {
    const outbox = await testOutbox('hook');
    outbox.receiver.answer({ status: 503 });
    await outbox.hale(['check']);
    await outbox.configure('chat');
    expect((await listed(outbox)).slice(0, 3)).toEqual([
      'DESTINATION  KIND   STATE                           WAITING  GIVEN UP',
      'chat         slack  + no agent has it yet           0        0',
      'hook         -      ? not in the settings any more  2        0',
    ]);
    expect(await json(outbox)).toMatchObject({
      destinations: [
        { name: 'chat', transport: 'slack', state: 'new' },
        { name: 'hook', transport: null, state: 'orphaned', waiting: 2 },
      ],
    });
  });

  it('fits a terminal, and says what it means without colour too', async () => {
    const outbox = await testOutbox('hook');
    outbox.receiver.answer({ status: 410 });
    await outbox.hale(['check']);
    const terminal = { columns: 60, rows: 24 };
    const { stdout } = await outbox.hale(['notify', 'list'], { terminal });
    expect(stdout).toContain('\u{1b}[1m\u{1b}[31m✗ not tried');
    const plain = await outbox.hale(['notify', 'list'], { terminal, env: { NO_COLOR: '1' } });
    expect(Math.max(...plain.stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  it('names all there is in JSON, with nothing of the addresses', async () => {
    const outbox = await testOutbox('chat', 'hook');
    outbox.receiver.answer({ status: 400, text: `${outbox.receiver.origin}/hook` });
    await outbox.hale(['check']);
    const { stdout } = await outbox.hale(['notify', 'list', '--json']);
    expect(stdout).not.toContain(outbox.receiver.origin);
    const { destinations, waiting, givenUp } = JSON.parse(stdout);
    expect(destinations[1]).toEqual({
      name: 'hook',
      transport: 'webhook',
      state: 'ready',
      because: null,
      until: null,
      waiting: 0,
      givenUp: 2,
    });
    expect(waiting).toEqual([]);
    expect(givenUp).toHaveLength(4);
    expect(givenUp).toContainEqual({
      destination: 'hook',
      subject: 'container/aa',
      condition: 'crashed',
      at: '2026-01-01T11:59:00.000Z',
      because: 'http-400',
      givenUpAt: '2026-01-01T12:00:00.000Z',
    });
  });
});
