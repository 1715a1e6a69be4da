import { openAgentStore } from '@hale/store/sqlite';
import { describe, expect, it } from 'vitest';
import { agentFolder } from '../../folder.ts';
import { type TestOutbox, testOutbox } from '../../testing/outbox.ts';

/** Two messages to each were not understood. */
async function givenUp(...destinations: readonly ('chat' | 'hook')[]): Promise<TestOutbox> {
  const outbox = await testOutbox(...destinations);
  outbox.receiver.answer({ status: 400 });
  await outbox.hale(['check']);
  return outbox;
}

describe('hale notify replay', () => {
  it('sends again what was given up, and forgets it', async () => {
    const { hale, receiver } = await givenUp('hook');
    const ids = new Set(receiver.heard.map(({ body }) => JSON.parse(body).id));
    receiver.answer({ status: 200 });
    const before = receiver.heard.length;
    const { exitCode, stdout } = await hale(['notify', 'replay']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').toSorted()).toEqual([
      '',
      '2 of 2 messages taken',
      'hook  aa crashed  ✓ taken',
      'hook  bb crashed  ✓ taken',
    ]);
    expect(new Set(receiver.heard.slice(before).map(({ body }) => JSON.parse(body).id))).toEqual(ids);
    expect(await hale(['notify', 'replay'])).toEqual({
      exitCode: 0,
      stdout: 'nothing was given up\n',
      stderr: '',
    });
  });

  it('keeps what is not taken', async () => {
    const { hale } = await givenUp('hook');
    for (const _ of [1, 2]) {
      const { exitCode, stdout } = await hale(['notify', 'replay']);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(
        /^(?:hook {2}\w\w crashed {2}✗ not understood: http-400\n){2}0 of 2 messages taken\n$/,
      );
    }
  });

  it('is for one destination alone if it is named, and for none that the settings have no more', async () => {
    const { hale, receiver, configure } = await givenUp('chat', 'hook');
    receiver.answer({ status: 200, text: 'ok' });
    await configure('hook');
    expect((await hale(['notify', 'replay', 'chat'])).stderr).toContain('there is no destination "chat"');
    const before = receiver.heard.length;
    expect((await hale(['notify', 'replay'])).stdout).toContain('2 of 2 messages taken');
    await configure('chat', 'hook');
    expect((await hale(['notify', 'replay', 'hook'])).stdout).toBe('nothing was given up\n');
    expect((await hale(['notify', 'replay', 'chat'])).stdout).toContain('2 of 2 messages taken');
    expect(receiver.heard.slice(before).map(({ path }) => path)).toEqual([
      '/hook',
      '/hook',
      '/chat',
      '/chat',
    ]);
  });

  it('has the agent know that the receiver may have heard of it', async () => {
    const { hale, receiver, data } = await givenUp('chat');
    receiver.answer({ status: 200, text: 'ok' });
    await hale(['notify', 'replay']);
    const { store } = await openAgentStore(agentFolder(data, { label: 'unix:///test.sock' }));
    const { deliveries, dead } = await store.outstanding(10);
    await store.close();
    expect(dead).toEqual([]);
    expect(deliveries.map(({ subject, unknown }) => `${subject} ${unknown}`).toSorted()).toEqual([
      'container/aa true',
      'container/bb true',
    ]);
  });

  it('prints JSON', async () => {
    const { hale, receiver } = await givenUp('hook');
    receiver.answer({ status: 503 });
    const { exitCode, stdout } = await hale(['notify', 'replay', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      taken: 0,
      messages: [
        { destination: 'hook', condition: 'crashed', outcome: { kind: 'retry', code: 'http-503' } },
        { destination: 'hook', condition: 'crashed' },
      ],
    });
  });
});
