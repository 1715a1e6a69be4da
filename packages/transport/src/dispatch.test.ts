import { LEASE_MS, revive, TOLD_BY_DEFAULT } from '@hale/core';
import { anEntry } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_TIMEOUT_MS } from './attempt.ts';
import { FLUSH_MS, LOOK_MS, SHOWN_REPLY } from './dispatch.ts';
import { aDestination, aRig } from './testing/dispatched.ts';
import { MemoryOutbox } from './testing/outbox.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('what is told', () => {
  it('a failure at once, its end at once after it, and then nothing is left of it', async () => {
    await using rig = aRig();
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(MINUTE);
    await rig.change('web', 'healthy');
    expect(rig.got).toMatchObject([
      { atMs: 0, changes: ['web unhealthy'] },
      { atMs: MINUTE, changes: ['web healthy'] },
    ]);
    expect(rig.outbox.rows).toEqual([]);
    expect(rig.dispatch.view).toMatchObject([
      {
        name: 'ops',
        transport: 'json',
        lastOutcome: { kind: 'ok' },
        nextAt: null,
        counts: { sent: 2, failed: 0 },
      },
    ]);
  });

  it('forty containers that die within two seconds make two messages', async () => {
    await using rig = aRig();
    await rig.start();
    for (let n = 0; n < 40; n += 1) {
      await rig.change(`c${n}`, 'oom-killed');
      await rig.clock.advance(50);
    }
    await rig.clock.advance(10 * MINUTE);
    expect(rig.got.map(({ atMs, changes }) => [atMs, changes.length])).toEqual([
      [0, 1],
      [10 * SECOND, 39],
    ]);
  });

  it('no more than a message of that kind can hold', async () => {
    await using rig = aRig([aDestination('ops', { batch: 3 })]);
    for (let n = 0; n < 7; n += 1) await rig.change(`c${n}`, 'unhealthy');
    await rig.start();
    await rig.clock.advance(2 * MINUTE);
    expect(rig.got.map(({ changes }) => changes.length)).toEqual([3, 3, 1]);
  });

  it('of one subject, in order: what changes during an attempt is told after it', async () => {
    await using rig = aRig();
    rig.react((_, nth) => (nth === 1 ? 'hangs' : 200));
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(5 * SECOND);
    await rig.change('web', 'healthy');
    expect(rig.got).toHaveLength(1);
    await rig.clock.advance(2 * MINUTE);
    expect(rig.got.map(({ changes }) => changes[0])).toEqual(['web unhealthy', 'web healthy']);
    expect(rig.outbox.rows).toEqual([]);
  });

  it('a crash that a restart brings back in time is not', async () => {
    await using rig = aRig();
    await rig.start();
    await rig.change('web', 'crashed');
    await rig.clock.advance(4 * SECOND);
    await rig.change('web', 'running');
    await rig.clock.advance(10 * MINUTE);
    expect(rig.got).toEqual([]);
  });
});

describe('a receiver', () => {
  it('that hangs delays no other', async () => {
    await using rig = aRig([aDestination('stuck'), aDestination('ops')]);
    rig.react(({ destination }) => (destination === 'stuck' ? 'hangs' : 200));
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(SECOND);
    await rig.change('db', 'unhealthy');
    await rig.clock.advance(10 * SECOND);
    expect(rig.got.filter(({ destination }) => destination === 'ops').map(({ changes }) => changes)).toEqual([
      ['web unhealthy'],
      ['db unhealthy'],
    ]);
  });

  it('that does not answer in time may have got it: the same again, with its id', async () => {
    await using rig = aRig();
    rig.react((_, nth) => (nth === 1 ? 'hangs' : 200));
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(ATTEMPT_TIMEOUT_MS - 1);
    expect(rig.outbox.rows).toMatchObject([{ unknown: false }]);
    await rig.clock.advance(1);
    expect(rig.outbox.rows).toMatchObject([{ unknown: true, failing: { code: 'timeout' } }]);
    await rig.clock.advance(MINUTE);
    expect(rig.got.map(({ ids }) => ids)).toEqual([['entry-1'], ['entry-1']]);
    expect(rig.outbox.rows).toMatchObject([{ unknown: false, told: { id: 'entry-1' } }]);
  });

  it('that asks for time gets it, for all that is to be told', async () => {
    await using rig = aRig();
    rig.react((_, nth) => (nth === 1 ? { status: 429, headers: { 'retry-after': '120' } } : 200));
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(MINUTE);
    await rig.change('db', 'unhealthy');
    await rig.clock.advance(5 * MINUTE);
    expect(rig.got).toMatchObject([
      { atMs: 0 },
      { atMs: 2 * MINUTE, changes: ['db unhealthy', 'web unhealthy'] },
    ]);
  });

  it('that keeps failing is left alone for longer and longer, and tried with one message', async () => {
    await using rig = aRig();
    rig.react(() => 503);
    await rig.start();
    for (let n = 0; n < 30; n += 1) await rig.change(`c${n}`, 'unhealthy');
    await rig.clock.advance(10 * MINUTE);
    const gaps = rig.got.map(({ atMs }, n) => atMs - (rig.got[n - 1]?.atMs ?? 0));
    expect(rig.dispatch.view[0]?.breaker).toMatchObject({ failures: rig.got.length, disabled: null });
    expect(rig.got.length).toBeLessThan(12);
    expect(gaps.slice(-4).map((ms) => ms >= 30 * SECOND)).toEqual([true, true, true, true]);

    rig.react(() => 200);
    await rig.clock.advance(20 * MINUTE);
    expect(rig.got.at(-1)?.changes).toHaveLength(30);
    expect(rig.dispatch.view[0]?.breaker).toMatchObject({ failures: 0, openUntil: null });
  });

  it.each([
    [410, 'gone'],
    [401, 'auth'],
  ])('that says %i is not tried any more until it has other options', async (status, text) => {
    await using rig = aRig();
    rig.react(() => ({ status, text }));
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(60 * MINUTE);
    expect(rig.got).toHaveLength(1);
    expect(rig.news).toEqual([`ops disabled: ${text}`]);

    rig.react(() => 200);
    await rig.restart();
    await rig.clock.advance(60 * MINUTE);
    expect(rig.got).toHaveLength(1);
    expect(rig.news).toHaveLength(1);

    await rig.restart([aDestination('ops', { options: '{"url":"other"}' })]);
    expect(rig.news).toEqual([`ops disabled: ${text}`, 'ops enabled']);
    expect(rig.got).toMatchObject([{}, { changes: ['web unhealthy'], ids: ['entry-1'] }]);
  });

  it('that refuses a message is given plainer ones at once, and in the end each change alone', async () => {
    await using rig = aRig();
    rig.react(({ tier, changes }) => (tier < 2 || changes.includes('bad unhealthy') ? 400 : 200));
    for (const name of ['web', 'bad', 'db']) await rig.change(name, 'unhealthy');
    await rig.start();
    await rig.clock.advance(5 * MINUTE);
    expect(rig.got.map(({ tier, changes }) => [tier, changes.length])).toEqual([
      [0, 3],
      [1, 3],
      [2, 1],
      [2, 1],
      [2, 1],
    ]);
    expect(rig.outbox.dead).toMatchObject([
      { destination: 'ops', entry: { subject: 'container/bad' }, code: '400' },
    ]);
    expect(rig.dispatch.view).toMatchObject([{ counts: { sent: 2, failed: 3, dead: 1 } }]);
    expect(rig.outbox.rows.filter(({ told }) => told !== null)).toHaveLength(2);
  });
});

describe('a process that dies', () => {
  it('between claim and result: the next one tells it again once the lease is over, with the same id', async () => {
    await using rig = aRig();
    rig.react(() => 'hangs');
    await rig.start();
    await rig.change('web', 'unhealthy');
    rig.react(() => 200);
    await rig.restart();
    await rig.clock.advance(LEASE_MS - 1);
    expect(rig.got).toHaveLength(1);
    await rig.clock.advance(1);
    expect(rig.got.map(({ atMs, ids }) => [atMs, ...ids])).toEqual([
      [0, 'entry-1'],
      [LEASE_MS, 'entry-1'],
    ]);
  });

  it('leaves a doubt that outlives the recovery: its end is told', async () => {
    await using rig = aRig();
    rig.react(() => 'hangs');
    await rig.start();
    await rig.change('web', 'unhealthy');
    rig.react(() => 200);
    await rig.restart();
    await rig.change('web', 'healthy');
    await rig.clock.advance(2 * MINUTE);
    expect(rig.got.map(({ changes }) => changes[0])).toEqual(['web unhealthy', 'web healthy']);
    expect(rig.outbox.rows).toEqual([]);
  });
});

describe('a dispatch that is to end', () => {
  it('lets what is under way end, and begins nothing', async () => {
    await using rig = aRig();
    const reply = Promise.withResolvers<number>();
    rig.react(() => reply.promise);
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.change('db', 'unhealthy');
    const stopped = rig.stop();
    await rig.clock.advance(FLUSH_MS - 1);
    reply.resolve(200);
    await stopped;
    expect(rig.outbox.rows).toMatchObject([
      { subject: 'container/web', told: { id: 'entry-1' } },
      { subject: 'container/db', told: null, leaseUntil: null },
    ]);
    await rig.clock.advance(MINUTE);
    expect(rig.got).toHaveLength(1);
  });

  it('gives up after a while, in doubt', async () => {
    await using rig = aRig();
    rig.react(() => 'hangs');
    await rig.start();
    await rig.change('web', 'unhealthy');
    const stopped = rig.stop();
    await rig.clock.advance(FLUSH_MS - 1);
    expect(rig.outbox.rows).toMatchObject([{ leaseUntil: expect.any(Number), unknown: false }]);
    await rig.clock.advance(1);
    await stopped;
    expect(rig.outbox.rows).toMatchObject([{ leaseUntil: null, unknown: true }]);
  });

  it('has nothing to do where it never began', async () => {
    await using rig = aRig();
    await rig.change('web', 'unhealthy');
    await rig.dispatch.run(AbortSignal.abort());
    expect(rig.got).toEqual([]);
  });
});

describe('an outbox that others write to', () => {
  it('is looked at every few seconds, without a word', async () => {
    await using rig = aRig();
    rig.react(() => 400);
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(MINUTE);
    expect(rig.outbox.dead).toHaveLength(1);

    rig.react(() => 200);
    const [row] = rig.outbox.rows;
    if (row === undefined) throw new Error('there is no row');
    await rig.outbox.save({ deliveries: [revive(row, TOLD_BY_DEFAULT, rig.clock.now())] });
    await rig.clock.advance(LOOK_MS);
    expect(rig.got.at(-1)).toMatchObject({ tier: 0, ids: ['entry-1'] });
    expect(rig.outbox.rows).toMatchObject([{ told: { id: 'entry-1' } }]);
  });

  it('may be written between a message and its result: the result goes on top', async () => {
    await using rig = aRig();
    const reply = Promise.withResolvers<number>();
    rig.react(() => reply.promise);
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.change('web', 'oom-killed');
    rig.react(() => 200);
    reply.resolve(200);
    await rig.clock.advance(MINUTE);
    expect(rig.got.map(({ changes }) => changes[0])).toEqual(['web unhealthy', 'web oom-killed']);
  });

  it('may fail for a while', async () => {
    const outbox = new MemoryOutbox();
    let failures = 0;
    const due = outbox.due.bind(outbox);
    outbox.due = async (...query) => {
      failures -= 1;
      if (failures >= 0) throw new Error('disk I/O error');
      return due(...query);
    };
    await using rig = aRig([aDestination('ops')], outbox);
    await rig.start();
    failures = 3;
    await rig.change('web', 'unhealthy');
    await rig.clock.advance(3 * LOOK_MS);
    expect(rig.got).toMatchObject([{ atMs: 3 * LOOK_MS, changes: ['web unhealthy'] }]);
  });
});

describe('one pass', () => {
  it('tells all that is due now, without waiting for more', async () => {
    await using rig = aRig([aDestination('ops', { batch: 2 }), aDestination('chat')]);
    for (const name of ['a', 'b', 'c']) await rig.change(name, 'unhealthy');
    await rig.change('late', 'crashed');
    expect(await rig.dispatch.pass()).toEqual({
      sent: 3,
      failed: 0,
      dead: 0,
      nextAt: rig.clock.now() + 5 * SECOND,
    });
    expect(rig.got.map(({ destination, changes }) => [destination, changes.length])).toEqual(
      expect.arrayContaining([
        ['ops', 2],
        ['ops', 1],
        ['chat', 3],
      ]),
    );
  });

  it('begins nothing once its time is over, and gives up what is under way', async () => {
    await using rig = aRig([aDestination('ops', { batch: 1 })]);
    rig.react(() => 'hangs');
    await rig.change('a', 'unhealthy');
    await rig.change('b', 'unhealthy');
    const passed = rig.dispatch.pass({ deadlineMs: 2 * SECOND });
    await rig.clock.advance(2 * SECOND);
    expect(await passed).toMatchObject({ sent: 0, failed: 1 });
    expect(rig.got).toHaveLength(1);
  });

  it('of a destination that is left alone is nothing', async () => {
    await using rig = aRig();
    rig.react(() => 503);
    await rig.change('a', 'unhealthy');
    expect(await rig.dispatch.pass()).toMatchObject({ sent: 0, failed: 1 });
    expect(await rig.dispatch.pass()).toMatchObject({ sent: 0, failed: 0 });
  });
});

describe('a message past the outbox', () => {
  const notification = { entry: anEntry('unhealthy'), ends: null, reminder: false, flapping: null };

  it('shows what the receiver said, without the secret, and is not remembered', async () => {
    await using rig = aRig();
    rig.react(() => ({ status: 404, text: `no hook hush-hush-hush ${'x'.repeat(2 * SHOWN_REPLY)}` }));
    const { outcome, reply } = await rig.dispatch.send('ops', notification);
    expect(outcome.kind).toBe('rejected');
    expect(JSON.stringify({ outcome, reply })).not.toContain('hush-hush');
    expect(reply?.status).toBe(404);
    expect(reply?.text).toHaveLength(SHOWN_REPLY);
    expect(rig.outbox.rows).toEqual([]);
    expect(await rig.outbox.destinations()).toEqual([]);
  });

  it('names the destinations that there are', async () => {
    await using rig = aRig();
    await expect(rig.dispatch.send('op', notification)).rejects.toMatchObject({
      code: 'bad-input',
      path: 'destination',
      hint: 'There are: ops.',
    });
  });
});
