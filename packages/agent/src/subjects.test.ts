import { type Dated, ENGINE_SUBJECT, type JournalEntry } from '@hale/core';
import { NOON } from '@hale/core/testing';
import { describe, expect, test } from 'vitest';
import { Subjects } from './subjects.ts';
import { Lives } from './testing/lives.ts';
import { inWords } from './testing/words.ts';

const WEB_1 = {
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'web',
  'com.docker.compose.container-number': '1',
};
const SUBJECT = 'container/shop/web/1';

function watched() {
  const lives = new Lives();
  const subjects = new Subjects();
  const told: Dated[] = [];
  const hear = (step: Parameters<Subjects['step']>[0]): string[] => {
    const changes = subjects.step(step);
    told.push(...changes);
    return changes.map(({ transition }) => inWords(transition));
  };
  const create = (...args: Parameters<Lives['create']>): string[] => hear(lives.create(...args));
  const happen = (...args: Parameters<Lives['happen']>): string[] => hear(lives.happen(...args));
  return { lives, subjects, told, create, happen };
}

let seq = 0;
function entryOf({ transition, fromAt }: Dated): JournalEntry {
  seq += 1;
  return { ...transition, fromAt, epoch: 'epoch', seq, id: String(seq) };
}

describe('a recreate', () => {
  test('tells of the new container alone, as soon as it is there', () => {
    const { create, happen } = watched();
    create('a', { labels: WEB_1, name: 'shop-web-1' });
    happen('a', 'start');
    expect(create('b', { labels: WEB_1, name: 'aaaaaaaaaaaa_shop-web-1' })).toEqual([
      `${SUBJECT} running → created by create`,
    ]);
    expect([...happen('a', 'kill'), ...happen('a', 'die'), ...happen('a', 'stop')]).toEqual([]);
    expect(happen('a', 'destroy')).toEqual([]);
    expect(happen('b', 'rename', { name: 'shop-web-1' })).toEqual([]);
    expect(happen('b', 'start')).toEqual([`${SUBJECT} created → running by start`]);
    expect(happen('b', 'destroy')).toEqual([`${SUBJECT} running → removed by destroy`]);
  });

  test('that is given up leaves the subject to the container before', () => {
    const { create, happen } = watched();
    create('a', { labels: WEB_1 });
    happen('a', 'start');
    create('b', { labels: WEB_1 });
    expect(happen('b', 'destroy')).toEqual([`${SUBJECT} created → running by destroy`]);
    expect(happen('a', 'pause')).toEqual([`${SUBJECT} running → paused by pause`]);
  });

  test('that ends in the same condition is no change', () => {
    const { create, happen, subjects } = watched();
    create('a', { labels: WEB_1 });
    create('b', { labels: WEB_1 });
    expect(happen('a', 'destroy')).toEqual([]);
    expect(happen('b', 'destroy')).toEqual([`${SUBJECT} created → removed by destroy`]);
    expect(create('c', { labels: WEB_1 })).toEqual([`${SUBJECT} removed → created by create`]);
    expect(subjects.states()).toEqual([]);
  });

  test('of which the first said nothing new is remembered all the same', () => {
    const { lives, create, happen, subjects, told } = watched();
    create('a', { labels: WEB_1 });
    subjects.record(told.splice(0).map(entryOf));
    subjects.recorded();
    create('b', { labels: WEB_1 });
    happen('a', 'destroy');
    const [state] = subjects.record([]);
    expect(state?.containerId).toBe('b'.repeat(64));
    expect(subjects.record([])).toEqual([state]);
    subjects.recorded();
    expect(subjects.record([])).toEqual([]);

    const later = new Subjects(subjects.states(), [...lives.monitors.values()]);
    const removed = later.step(lives.happen('b', 'destroy'));
    expect(removed.map(({ transition }) => inWords(transition))).toEqual([
      `${SUBJECT} created → removed by destroy`,
    ]);
  });
});

describe('a rename', () => {
  test('leaves one subject and arrives at another, when it happens', () => {
    const { create, happen, told } = watched();
    create('a', { name: 'web' });
    happen('a', 'start');
    expect(happen('a', 'rename', { name: 'old' })).toEqual([
      'container/web running → removed by rename',
      'container/old null → running by rename',
    ]);
    expect(told.slice(-2).map(({ transition }) => transition.at)).toEqual([NOON + 3_000, NOON + 3_000]);
    expect(happen('a', 'pause')).toEqual(['container/old running → paused by pause']);
    expect(happen('a', 'rename', { name: 'web' })).toEqual([
      'container/old paused → removed by rename',
      'container/web removed → paused by rename',
    ]);
  });

  test('that overtakes another is told when that one comes', () => {
    const { create, happen } = watched();
    create('a', { name: 'new' });
    create('b', { name: 'web' });
    happen('b', 'start');
    expect(happen('a', 'rename', { name: 'web' })).toEqual(['container/new created → removed by rename']);
    expect(happen('b', 'rename', { name: 'old' })).toEqual([
      'container/web running → created by rename',
      'container/old null → running by rename',
    ]);
  });

  test('of a compose container is none', () => {
    const { create, happen } = watched();
    create('a', { labels: WEB_1, name: 'x' });
    expect(happen('a', 'rename', { name: 'y' })).toEqual([]);
  });
});

describe('who is who', () => {
  test('one-off containers of compose go by name, beside their service', () => {
    const { create } = watched();
    const oneOff = { ...WEB_1, 'com.docker.compose.oneoff': 'True' };
    create('a', { labels: WEB_1, name: 'shop-web-1' });
    expect(create('b', { labels: oneOff, name: 'shop-web-run-1' })).toEqual([
      'container/shop-web-run-1 null → created by create',
    ]);
  });

  test.each([
    [
      'project and service shifted',
      { 'com.docker.compose.project': 'shop/web', 'com.docker.compose.service': '1' },
    ],
    ['another subject by its slashes', { ...WEB_1, 'com.docker.compose.container-number': '1/../../engine' }],
    ['the engine', { 'com.docker.compose.project': '../engine', 'com.docker.compose.service': '..' }],
  ])('labels that pretend to be %s are a text like any other', (_, labels) => {
    const { create, happen } = watched();
    create('a', { labels: WEB_1 });
    const [told = ''] = create('b', { labels });
    expect(told).toMatch(/^container\/.* null → created by create$/);
    expect(happen('a', 'start')).toEqual([`${SUBJECT} created → running by start`]);
  });

  test('of two created in the same millisecond one is it, whichever speaks', () => {
    const lives = new Lives();
    const subjects = new Subjects();
    const a = lives.create('a', { labels: WEB_1 });
    const b = lives.create('b', { labels: WEB_1 });
    const both = [b, a].map(({ transitions, ...step }) => ({
      ...step,
      transitions: transitions.map((transition) => ({
        ...transition,
        ...(transition.container && {
          container: { ...transition.container, createdAt: '2026-01-01T12:00:00Z' },
        }),
      })),
    }));
    const owners = both.map((step) => {
      const changes = subjects.step(step);
      return subjects.record(changes.map(entryOf))[0]?.containerId ?? 'as before';
    });
    expect(owners).toEqual(['b'.repeat(64), 'as before']);
  });
});

test('the engine is a subject without a container', () => {
  const subjects = new Subjects();
  const tell = (to: 'unknown' | 'running') =>
    subjects
      .step({
        at: NOON,
        transitions: [{ at: NOON, subject: ENGINE_SUBJECT, from: null, to, cause: 'engine-lost' }],
        monitors: [],
        forgotten: [],
      })
      .map(({ transition }) => inWords(transition));
  expect(tell('unknown')).toEqual(['engine null → unknown by engine-lost']);
  expect(tell('unknown')).toEqual([]);
  expect(tell('running')).toEqual(['engine unknown → running by engine-lost']);
});

test('what was removed is forgotten after a while, what is there never', () => {
  const { create, happen, subjects, told } = watched();
  create('a', { name: 'web' });
  create('b', { name: 'db' });
  happen('a', 'destroy');
  subjects.record(told.map(entryOf));
  subjects.forget(NOON);
  expect(subjects.states()).toHaveLength(2);
  subjects.forget(NOON + 60_000);
  expect(subjects.states().map(({ subject }) => subject)).toEqual(['container/db']);
});
