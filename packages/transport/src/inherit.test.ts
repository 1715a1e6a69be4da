import { describe, expect, it } from 'vitest';
import { aDestination, aRig } from './testing/dispatched.ts';

describe('what a process that has died had under way', () => {
  it.each(['state', 'event'] as const)('is told again at once, with the same id: %s', async (delivery) => {
    await using rig = aRig([aDestination('ops', { delivery, batch: delivery === 'state' ? 50 : 1 })]);
    rig.react(() => 'hangs');
    await rig.start();
    await rig.change('web', 'unhealthy');
    expect(rig.got).toHaveLength(1);
    rig.react(() => 200);

    const next = rig.successor();
    await next.prepare({ alone: true });
    await rig.start(next);

    expect(rig.got.map(({ ids }) => ids)).toEqual([['entry-1'], ['entry-1']]);
  });

  it('is left to whoever shares the outbox', async () => {
    await using rig = aRig();
    rig.react(() => 'hangs');
    await rig.start();
    await rig.change('web', 'unhealthy');

    const next = rig.successor();
    await next.prepare();
    await rig.start(next);

    expect(rig.got).toHaveLength(1);
  });

  it('is not told any more where something newer has made it needless', async () => {
    await using rig = aRig();
    rig.react(() => 'hangs');
    await rig.start();
    await rig.change('web', 'unhealthy');
    await rig.change('web', 'starting');

    const next = rig.successor();
    await next.prepare({ alone: true });

    expect(rig.outbox.rows).toMatchObject([{ leaseUntil: null, unknown: true, dueAt: null }]);
  });
});
