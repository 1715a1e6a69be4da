import { expect, it } from 'vitest';
import { messagesOf } from '../testing/event-stream.ts';
import { eventMessage, LIST_SLICE, listMessage, pingMessage } from './message.ts';

const NASTY = 'a\n\nevent: transition\ndata: 1\r\n\u2028"';

it('a message has its data on one line, whatever is in it', () => {
  const text = eventMessage({ event: 'transition', id: 'e-1', data: { name: NASTY } });
  expect(text.split('\n')).toHaveLength(5);
  expect(messagesOf(text)).toEqual([{ event: 'transition', id: 'e-1', data: { name: NASTY } }]);
});

it('a ping is a comment, with the cursor if it has moved', () => {
  expect(messagesOf(pingMessage(null))).toEqual([{ event: ': ping', id: null, data: null }]);
  expect(messagesOf(pingMessage('e-2'))).toEqual([{ event: ': ping', id: 'e-2', data: null }]);
});

it.each([0, 1, LIST_SLICE - 1, LIST_SLICE, LIST_SLICE + 1, 3 * LIST_SLICE])(
  'a list of %i is one message',
  async (count) => {
    const records = Array.from({ length: count }, (_, n) => ({ n, name: NASTY }));
    const present = { head: { engine: 'lost', hosts: [1, { '"': null }] }, list: 'things', records };
    let text = '';
    for await (const piece of listMessage({ event: 'reset', id: null, present })) text += piece;
    expect(messagesOf(text)).toEqual([
      { event: 'reset', id: null, data: { engine: 'lost', hosts: [1, { '"': null }], things: records } },
    ]);
  },
);

it('a list is taken as its message is', async () => {
  let taken = 0;
  async function* records() {
    for (; taken < 10 * LIST_SLICE; taken += 1) yield {};
  }
  const pieces = listMessage({
    event: 'snapshot',
    id: 'e-1',
    present: { head: {}, list: 'all', records: records() },
  });
  expect([(await pieces.next()).value, taken]).toEqual(['event: snapshot\nid: e-1\ndata: {"all":[\n', 0]);
  await pieces.next();
  expect(taken).toBe(LIST_SLICE - 1);
});
