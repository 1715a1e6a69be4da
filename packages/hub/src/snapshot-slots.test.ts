import { describe, expect, it } from 'vitest';
import { SNAPSHOT_SLOTS, SNAPSHOT_WITHIN_MS, SnapshotSlots } from './snapshot-slots.ts';

/** Slots that so many agents have taken, and the time by which they go. */
function taken(agents: number) {
  const time = { ms: 0 };
  const slots = new SnapshotSlots(() => time.ms);
  for (let n = 0; n < agents; n += 1) expect(slots.take(`agent ${n}`)).toBe(true);
  return { slots, time };
}

describe('an agent may be asked for a snapshot', () => {
  it('while there is a place', () => {
    const { slots } = taken(SNAPSHOT_SLOTS - 1);
    expect(slots.take('last')).toBe(true);
    expect(slots.take('one more')).toBe(false);
  });

  it('again, in its own place', () => {
    const { slots } = taken(SNAPSHOT_SLOTS);
    expect(slots.take('agent 0')).toBe(true);
    expect(slots.take('one more')).toBe(false);
  });

  it('where one has sent its own', () => {
    const { slots } = taken(SNAPSHOT_SLOTS);
    slots.leave('agent 7');
    expect(slots.take('one more')).toBe(true);
    expect(slots.take('agent 7')).toBe(false);
  });

  it('where one has had its time', () => {
    const { slots, time } = taken(SNAPSHOT_SLOTS);
    time.ms = SNAPSHOT_WITHIN_MS - 1;
    expect(slots.take('one more')).toBe(false);
    expect(slots.take('agent 0')).toBe(true);
    time.ms = SNAPSHOT_WITHIN_MS;
    expect(slots.take('one more')).toBe(true);
    for (let n = 2; n < SNAPSHOT_SLOTS; n += 1) expect(slots.take(`other ${n}`)).toBe(true);
    expect(slots.take('beyond')).toBe(false);
  });
});
