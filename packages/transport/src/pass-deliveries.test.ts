import { claim, LEASE_MS, type OutboxChanges } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { SETTLE_TRIES } from './pass-deliveries.ts';
import { aDestination, aRig } from './testing/dispatched.ts';
import { MemoryOutbox } from './testing/outbox.ts';

/** Refuses the first writes of a kind, as if somebody else had just written. */
function contested(times: number, kind: (changes: OutboxChanges) => boolean) {
  const outbox = new MemoryOutbox();
  const save = outbox.save.bind(outbox);
  let refused = 0;
  outbox.save = async (changes) => {
    if (refused === times || !kind(changes)) return save(changes);
    refused += 1;
    return false;
  };
  return { outbox, refused: () => refused };
}

describe('a claim', () => {
  it('that somebody else has made first sends nothing', async () => {
    await using rig = aRig();
    await rig.change('web', 'unhealthy');
    const [row] = rig.outbox.rows;
    if (row === undefined) throw new Error('there is no row');
    await rig.outbox.save({ deliveries: [claim(row, rig.clock.now())] });
    expect(await rig.dispatch.pass()).toMatchObject({ sent: 0, nextAt: rig.clock.now() + LEASE_MS });
    expect(rig.got).toEqual([]);
  });

  it('that comes too late is made again', async () => {
    const { outbox, refused } = contested(2, ({ deliveries = [] }) => deliveries.length > 0);
    await using rig = aRig([aDestination('ops')], outbox);
    await rig.change('web', 'unhealthy');
    expect(await rig.dispatch.pass()).toMatchObject({ sent: 1, failed: 0 });
    expect(refused()).toBe(2);
    expect(rig.got).toHaveLength(1);
  });

  it('is on disk before the message leaves', async () => {
    await using rig = aRig();
    const seen: unknown[] = [];
    rig.react(() => {
      seen.push(...rig.outbox.rows.map(({ leaseUntil, attempts }) => ({ leaseUntil, attempts })));
      return 200;
    });
    await rig.change('web', 'unhealthy');
    await rig.dispatch.pass();
    expect(seen).toEqual([{ leaseUntil: rig.clock.now() + LEASE_MS, attempts: 1 }]);
  });
});

describe('a lease that is over', () => {
  it('of what is on its way by now is put back, in doubt', async () => {
    await using rig = aRig();
    await rig.change('web', 'unhealthy');
    const [row] = rig.outbox.rows;
    if (row === undefined) throw new Error('there is no row');
    await rig.outbox.save({ deliveries: [claim(row, rig.clock.now())] });
    await rig.change('web', 'starting');
    await rig.clock.advance(LEASE_MS);
    expect(await rig.dispatch.pass()).toEqual({ sent: 0, failed: 0, dead: 0, nextAt: null });
    expect(rig.outbox.rows).toMatchObject([{ unknown: true, leaseUntil: null, dueAt: null }]);
  });
});

describe('a result', () => {
  it.each([
    ['is written over what others write', SETTLE_TRIES - 1, []],
    [
      'that never gets through leaves its lease',
      SETTLE_TRIES,
      [{ leaseUntil: expect.any(Number), told: null }],
    ],
  ])('%s', async (_, times, rows) => {
    const { outbox, refused } = contested(times, ({ dead }) => dead !== undefined);
    await using rig = aRig([aDestination('ops')], outbox);
    const reply = Promise.withResolvers<number>();
    rig.react(() => reply.promise);
    await rig.change('web', 'unhealthy');
    const passed = rig.dispatch.pass();
    await rig.clock.advance(0);
    // Back before it could be told: once that is known, there is nothing left to tell.
    await rig.change('web', 'healthy');
    reply.resolve(503);
    await passed;
    expect(refused()).toBe(times);
    expect(rig.got).toHaveLength(1);
    expect(rig.outbox.rows).toMatchObject(rows);
  });
});
