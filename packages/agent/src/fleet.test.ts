import type { Container, EngineEvent } from '@hale/core';
import { aCheckedContainer, aContainer, anEvent, at, NOON } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { EVENT_LAG_MS, Fleet } from './fleet.ts';
import type { FleetInput } from './fleet-input.ts';
import {
  connected,
  event,
  exited,
  fleetAfter,
  ID,
  inspected,
  listed,
  listing,
  lost,
  teller,
  time,
  withWeb,
} from './testing/fleet.ts';

describe('the baseline', () => {
  test('is a list, and an inspect of each', () => {
    const db = aContainer({ id: 'd0'.padEnd(64, '0'), name: 'db' });
    const { fleet, tell } = fleetAfter();
    expect(tell(connected()).asked).toEqual(['list']);
    expect(tell(listed(aContainer(), db)).asked).toEqual(['inspect c0ffee', 'inspect d00000']);
    expect(tell(inspected(aContainer())).told).toEqual(['null → running by baseline']);
    expect(fleet.sight).toBe('looking');
    expect(tell(inspected(db)).told).toEqual(['null → running by baseline']);
    expect(fleet.sight).toBe('in-sight');
    expect(fleet.views().map(({ subject }) => subject)).toEqual(['container/web', 'container/db']);
  });

  test('of an empty engine is complete at once', () => {
    expect(fleetAfter(connected(), listed()).fleet.sight).toBe('in-sight');
  });

  test('does not wait for a container that went meanwhile', () => {
    const { fleet, tell } = fleetAfter(connected(), listed(aContainer()));
    expect(tell(inspected(null)).told).toEqual([]);
    expect(fleet.sight).toBe('in-sight');
  });

  test('what the stream repeats from before it is no change', () => {
    const { tell } = fleetAfter(connected());
    expect(tell(event('pause', -1), listed(aContainer()), inspected(aContainer())).told).toEqual([
      'null → running by baseline',
    ]);
  });
});

describe('an event', () => {
  test('is told with the inspect that explains it, in one go', () => {
    const { tell } = withWeb(aContainer());
    expect(tell(event('die', 1, { exitCode: 1 }))).toEqual({ told: [], asked: ['inspect c0ffee'] });
    const restarting = aContainer({ state: { status: 'restarting', exitCode: 1, finishedAt: at(1) } });
    expect(tell(inspected(restarting, 2)).told).toEqual([
      'running → crashed by die',
      'crashed → restarting by inspect',
    ]);
  });

  test('of a verdict is told with the probe that led to it', () => {
    const { fleet } = withWeb(aCheckedContainer('healthy'));
    fleet.step(event('health_status', 1, { health: 'unhealthy' }));
    const { transitions } = fleet.step(inspected(aCheckedContainer('unhealthy', 3), 2));
    expect(transitions[0]?.container).toMatchObject({ failingStreak: 3, output: 'refused\n' });
  });

  test('is told without it when the inspect fails', () => {
    const { tell } = withWeb(aContainer());
    expect(tell(event('pause', 1), { kind: 'uninspected', id: ID }).told).toEqual([
      'running → paused by pause',
    ]);
  });

  test('is not lost when the next one undoes it before anyone looks', () => {
    const { tell } = withWeb(aContainer());
    const { told, asked } = tell(event('pause', 1), event('unpause', 2), inspected(aContainer(), 3));
    expect(told).toEqual(['running → paused by pause']);
    expect(asked).toEqual(['inspect c0ffee', 'inspect c0ffee']);
    expect(tell(inspected(aContainer(), 4)).told).toEqual(['paused → running by unpause']);
  });

  test('overtakes the inspect that was asked for before it', () => {
    const { tell } = withWeb(aContainer());
    const stillRunning = inspected(aContainer(), 3);
    expect(tell(event('rename', 1), event('pause', 2), stillRunning).told).toEqual([]);
  });

  test('of a new container begins its story', () => {
    const { tell } = fleetAfter(connected(), listed());
    const web = aCheckedContainer('starting', 0, { state: { startedAt: at(2) } });
    expect(tell(event('create', 1), event('start', 3), inspected(web, 4), inspected(web, 5)).told).toEqual([
      'null → created by create',
      'created → starting by start',
    ]);
  });

  test('of a container that is gone already still tells what it was', () => {
    const { tell, fleet } = fleetAfter(connected(), listed());
    const life = [
      event('create', 1),
      event('start', 2),
      event('die', 3, { exitCode: 2 }),
      event('destroy', 4),
    ];
    expect(tell(...life, inspected(null, 5), inspected(null, 6)).told).toEqual([
      'null → created by create',
      'created → running by start',
      'running → crashed by die',
      'crashed → removed by destroy',
    ]);
    expect(fleet.views()).toEqual([]);
  });
});

test('where a request to stop can go untold (Podman), a kill by nobody is taken for one', () => {
  const story = (asksTold: boolean): string[] => {
    const { tell } = fleetAfter(
      { kind: 'connected', at: NOON - 60_000, streaming: true, asksTold },
      listed(aContainer()),
      inspected(aContainer()),
    );
    return tell(event('die', 1, { exitCode: 137 }), inspected(exited(137, 1), 2)).told;
  };
  expect(story(false)).toEqual(['running → stopped by die']);
  expect(story(true)).toEqual(['running → crashed by die']);
});

describe('an inspect that is ahead of the stream', () => {
  test('waits for the events, which know what happened', () => {
    const { tell, fleet } = withWeb(aContainer());
    // docker stop of a program that exits with 1: the state has changed, its events are still on their way
    expect(tell(event('rename', 1), inspected(exited(1, 2), 3)).told).toEqual([]);
    expect(fleet.wakeAt).toBe(NOON + 3 + EVENT_LAG_MS);
    const { told } = tell(
      event('kill', 1, { signal: '15' }),
      event('die', 2, { exitCode: 1 }),
      event('stop', 3),
    );
    expect(told).toEqual([]);
    expect(tell(inspected(exited(1, 2), 4), inspected(exited(1, 2), 5)).told).toEqual([
      'running → stopping by kill',
      'stopping → stopped by die',
    ]);
  });

  test('is believed when they do not come', () => {
    const { tell } = withWeb(aContainer());
    tell({ kind: 'reconcile' }, listed(exited(1, 2)), inspected(exited(1, 2), 3));
    expect(tell(time(2 + EVENT_LAG_MS)).asked).toEqual([]);
    expect(tell(time(3 + EVENT_LAG_MS)).asked).toEqual(['inspect c0ffee']);
    expect(tell(inspected(exited(1, 2), 1_010)).told).toEqual(['running → crashed by reconcile']);
  });

  test('removed without a word', () => {
    const { tell } = withWeb(aContainer());
    expect(tell({ kind: 'reconcile' }, listed()).asked).toEqual(['list', 'inspect c0ffee']);
    expect(tell(inspected(null, 1), time(1 + EVENT_LAG_MS), inspected(null, 1_010)).told).toEqual([
      'running → removed by reconcile',
    ]);
  });

  test('is all there is without a stream', () => {
    const { tell } = fleetAfter(connected(0, false), listed(aContainer()), inspected(aContainer()));
    expect(tell({ kind: 'reconcile' }, listed(exited(1, 2)), inspected(exited(1, 2), 3)).told).toEqual([
      'running → crashed by reconcile',
    ]);
  });
});

describe('a reconcile', () => {
  test.each<[string, Container, Container, string[]]>([
    ['nothing differs', aContainer(), aContainer(), ['list']],
    ['healthy as ever', aCheckedContainer('healthy'), aCheckedContainer('healthy'), ['list']],
    ['another status', aContainer(), exited(0, 0), ['list', 'inspect c0ffee']],
    [
      'another verdict',
      aCheckedContainer('healthy'),
      aCheckedContainer('unhealthy', 3),
      ['list', 'inspect c0ffee'],
    ],
    ['another name', aContainer(), aContainer({ name: 'www' }), ['list', 'inspect c0ffee']],
    [
      'a streak may have grown',
      aCheckedContainer('unhealthy', 3),
      aCheckedContainer('unhealthy', 3),
      ['list', 'inspect c0ffee'],
    ],
  ])('%s', (_, before, now, asked) => {
    expect(withWeb(before).tell({ kind: 'reconcile' }, listed(now)).asked).toEqual(asked);
  });

  test("looks closer where the engine's list does not tell health (Podman)", () => {
    const web = aCheckedContainer('healthy');
    const list: FleetInput = { kind: 'listed', containers: [{ ...listing(web), healthStatus: null }] };
    expect(withWeb(web).tell(list).asked).toEqual(['inspect c0ffee']);
  });
});

test('a container that is doubted is inspected, unless it is already', () => {
  const { tell } = withWeb(aContainer());
  const doubted: FleetInput = { kind: 'doubted', id: ID };
  expect(tell(doubted, doubted).asked).toEqual(['inspect c0ffee']);
});

describe('the engine', () => {
  test('out of sight, and back', () => {
    const { tell, fleet } = withWeb(aCheckedContainer('healthy'));
    expect(tell(lost(1)).told).toEqual([
      'running → unknown by engine-lost',
      'healthy → unknown by engine-lost',
    ]);
    expect(fleet.sight).toBe('lost');
    expect(tell(lost(2)).told).toEqual([]);
    const web = aCheckedContainer('healthy');
    const back = tell(connected(60_000), listed(web), inspected(web, 60_001));
    expect(back.asked).toEqual(['list', 'inspect c0ffee']);
    expect(back.told).toEqual(['unknown → running by engine-found', 'unknown → healthy by reconcile']);
  });

  test('what happened meanwhile is told by the events that it still remembers', () => {
    const { tell } = withWeb(aContainer());
    tell(lost(1), connected(5_000), listed(exited(1, 2_000)), inspected(exited(1, 2_000), 5_001));
    tell(event('kill', 1_000, { signal: '15' }), event('die', 2_000, { exitCode: 1 }));
    expect(tell(inspected(exited(1, 2_000), 5_002), inspected(exited(1, 2_000), 5_003)).told).toEqual([
      'unknown → stopping by kill',
      'stopping → stopped by die',
    ]);
  });

  test('events that wait for an inspect are told before it goes out of sight', () => {
    const { tell } = withWeb(aContainer());
    expect(tell(event('pause', 1), lost(2)).told).toEqual([
      'running → paused by pause',
      'running → unknown by engine-lost',
      'paused → unknown by engine-lost',
    ]);
    expect(tell(inspected(aContainer(), 3)).told).toEqual([]);
  });

  test('not there from the beginning', () => {
    const { tell, fleet } = fleetAfter();
    expect(tell(lost(0)).told).toEqual(['null → unknown by engine-lost']);
    expect(tell(connected(1)).told).toEqual(['unknown → running by engine-found']);
    expect(fleet.sight).toBe('looking');
  });
});

describe('one container alone', () => {
  const scoped = (until: 'stopped' | 'removed', web: Container) => {
    const fleet = new Fleet({ id: ID, until });
    fleet.step(connected());
    expect(fleet.over).toBe(false);
    fleet.step(inspected(web));
    return { fleet, tell: teller(fleet) };
  };

  test('is inspected, never listed, and speaks for itself only', () => {
    const fleet = new Fleet({ id: ID, until: 'stopped' });
    expect(teller(fleet)(connected(), { kind: 'reconcile' }).asked).toEqual(['inspect c0ffee']);
    expect(teller(fleet)(inspected(aContainer()), lost(1)).told).toEqual([
      'null → running by baseline',
      'running → unknown by engine-lost',
    ]);
  });

  test('is over when it has stopped', () => {
    const { fleet, tell } = scoped('stopped', aContainer());
    tell(event('die', 1, { exitCode: 1 }));
    expect(fleet.over).toBe(false);
    tell(inspected(exited(1, 1), 2));
    expect(fleet.over).toBe(true);
  });

  test('is not over while its restart policy brings it back', () => {
    const { fleet, tell } = scoped('stopped', aContainer());
    tell(event('die', 1), inspected(aContainer({ state: { status: 'restarting', finishedAt: at(1) } }), 2));
    expect(fleet.over).toBe(false);
  });

  test('is over at once when it does not run, but not before it has ever been started', () => {
    expect(scoped('stopped', exited(0, -5)).fleet.over).toBe(true);
    expect(scoped('stopped', aContainer({ state: { status: 'created' } })).fleet.over).toBe(false);
  });

  test('until it is removed', () => {
    const { fleet, tell } = scoped('removed', exited(0, -5));
    expect(fleet.over).toBe(false);
    tell(event('destroy', 1), inspected(null, 2));
    expect(fleet.over).toBe(true);
  });

  test('is not over because the engine is out of sight', () => {
    const { fleet, tell } = scoped('stopped', aContainer());
    tell(lost(1));
    expect(fleet.over).toBe(false);
  });
});

test('a stop that comes to nothing is noticed when the time has come', () => {
  const { tell, fleet } = withWeb(aContainer());
  tell(event('kill', 0, { signal: '15' }), inspected(aContainer(), 1));
  expect(fleet.wakeAt).toBe(NOON + 15_000);
  expect(tell(time(15_000)).told).toEqual(['stopping → running by time']);
  expect(fleet.wakeAt).toBeNull();
});

test('the events of one container do not wait for the inspect of another', () => {
  const db = aContainer({ id: 'd0'.padEnd(64, '0'), name: 'db' });
  const { tell } = fleetAfter(connected(), listed(aContainer(), db), inspected(aContainer()), inspected(db));
  const dbPause: EngineEvent = { ...anEvent('pause', 2), id: db.id };
  const paused = { ...db, state: { ...db.state, status: 'paused' as const } };
  expect(tell(event('pause', 1), { kind: 'event', event: dbPause }, inspected(paused, 3)).told).toEqual([
    'running → paused by pause',
  ]);
});
