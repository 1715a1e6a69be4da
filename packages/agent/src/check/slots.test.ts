import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

function twoSlots() {
  const begun: string[] = [];
  const slots = new Slots(2);
  const enter = (name: string) => {
    const begin = (): void => void begun.push(name);
    slots.enter(begin);
    return begin;
  };
  return { slots, begun, enter };
}

test('lets in as many as there are slots, and then one for each that leaves, in order', () => {
  const { slots, begun, enter } = twoSlots();
  for (const name of ['a', 'b', 'c', 'd']) enter(name);
  expect([begun, slots.taken, slots.waiting]).toEqual([['a', 'b'], 2, 2]);
  slots.leave();
  expect(begun).toEqual(['a', 'b', 'c']);
  slots.leave();
  slots.leave();
  slots.leave();
  expect([begun, slots.taken, slots.waiting]).toEqual([['a', 'b', 'c', 'd'], 0, 0]);
});

test('who withdraws from the line never begins; who has begun cannot withdraw', () => {
  const { slots, begun, enter } = twoSlots();
  const [a, , c] = ['a', 'b', 'c', 'd'].map(enter);
  expect([a && slots.withdraw(a), c && slots.withdraw(c)]).toEqual([false, true]);
  slots.leave();
  expect(begun).toEqual(['a', 'b', 'd']);
});
