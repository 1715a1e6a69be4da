import { describe, expect, it } from 'vitest';
import { testOutbox } from '../../testing/outbox.ts';

describe('hale notify retry', () => {
  it.each([
    ['left alone after failures', { status: 503 }],
    ['not tried any more', { status: 410 }],
  ])('makes due what waits for receivers that are %s', async (_, answer) => {
    const outbox = await testOutbox('chat', 'hook');
    const { receiver, clock, hale } = outbox;
    receiver.answer(answer);
    for (let time = 0; time < 6; time += 1) {
      await hale(['check']);
      await clock.advance(60_000 * 2 ** time);
    }
    await hale(['check']);
    receiver.answer({ status: 200, text: 'ok' });
    const before = receiver.heard.length;
    await hale(['check']);
    expect(receiver.heard).toHaveLength(before);

    expect(await hale(['notify', 'retry'])).toEqual({
      exitCode: 0,
      stdout: '4 messages due now; an agent that runs sends within 5 s\n',
      stderr: '',
    });
    await hale(['check']);
    const after = receiver.heard.slice(before);
    expect(after.map(({ path }) => path).toSorted()).toEqual(['/chat', '/hook', '/hook']);
    expect((await hale(['notify', 'retry'])).stdout).toBe('nothing waits\n');
  });

  it('is for one destination alone if it is named', async () => {
    const { receiver, hale } = await testOutbox('chat', 'hook');
    receiver.answer({ status: 410 });
    await hale(['check']);
    receiver.answer({ status: 200, text: 'ok' });
    expect((await hale(['notify', 'retry', 'hook', '--json'])).stdout).toBe('{"waiting":2}\n');
    const before = receiver.heard.length;
    await hale(['check']);
    expect(new Set(receiver.heard.slice(before).map(({ path }) => path))).toEqual(new Set(['/hook']));
  });

  it('names the destinations that there are, those of the settings too', async () => {
    const { hale, configure } = await testOutbox('hook');
    await hale(['check']);
    await configure('chat');
    expect(await hale(['notify', 'retry', 'ops'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'hale: there is no destination "ops"\n  There are: chat, hook.\n',
    });
    expect(await hale(['notify', 'retry', 'chat'])).toMatchObject({ exitCode: 0, stdout: 'nothing waits\n' });
  });
});
