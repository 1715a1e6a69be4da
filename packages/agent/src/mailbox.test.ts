import { expect, test } from 'vitest';
import { Mailbox } from './mailbox.ts';

test('keeps what is put until it is taken, in order', async () => {
  const mailbox = new Mailbox<number>();
  mailbox.put(1);
  mailbox.put(2);
  expect([await mailbox.take(), await mailbox.take()]).toEqual([1, 2]);
});

test('wakes who waits', async () => {
  const mailbox = new Mailbox<string>();
  const taken = mailbox.take();
  mailbox.put('a');
  mailbox.put('b');
  expect([await taken, await mailbox.take()]).toEqual(['a', 'b']);
});
