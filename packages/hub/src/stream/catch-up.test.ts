import { agentSubject, type Condition, type Delivery, plan, STEADY, TOLD_BY_DEFAULT } from '@hale/core';
import { anEntry, NOON } from '@hale/core/testing';
import { type FleetSubject, fleetEntry } from '@hale/store/hub';
import { expect, it } from 'vitest';
import { aRecord } from '../testing/record.ts';
import { catchUp } from './catch-up.ts';

const { agent } = aRecord();
const CONTAINER = {
  id: 'a'.repeat(64),
  name: 'web',
  image: 'nginx:1',
  project: null,
  service: null,
  createdAt: '2026-01-01T11:00:00Z',
  exitCode: null,
  failingStreak: 3,
  output: 'refused',
};

function believed(name: string, to: Condition, seq: number): FleetSubject {
  const subject = `container/${name}`;
  return {
    agent: agent.id,
    subject,
    last: anEntry(to, { subject, seq, container: CONTAINER }),
    flapping: STEADY,
  };
}

/** What `ops` was told of it. */
function row({ last }: FleetSubject): Delivery {
  const planned = plan(null, fleetEntry(last, agent.id, agent.host.name), 'ops', TOLD_BY_DEFAULT, NOON);
  if (planned === null) throw new Error(`${last.to} is not told`);
  return planned;
}

const names = (found: ReturnType<typeof catchUp>) => ({
  again: found.again.map(({ subject, to }) => `${subject} ${to}`),
  vanished: found.vanished.map(({ transition }) => `${transition.subject} ${transition.to}`),
});
const web = agentSubject(agent.id, 'container/web');

it('what is bad, and nobody has been told of, is told', () => {
  const found = catchUp(agent, { believed: [believed('web', 'unhealthy', 4)], rows: [] }, NOON);
  expect(names(found)).toEqual({ again: [`${web} unhealthy`], vanished: [] });
  expect(found.again[0]).toMatchObject({ host: 'host-0', subject: web });
});

it('what is told as it is, is not told again', () => {
  const bad = believed('web', 'unhealthy', 4);
  expect(names(catchUp(agent, { believed: [bad], rows: [row(bad)] }, NOON))).toEqual({
    again: [],
    vanished: [],
  });
});

it('what one destination has been told and another has not, is told again', () => {
  const bad = believed('web', 'unhealthy', 4);
  const late = { ...row(believed('web', 'crashed', 2)), destination: 'chat' };
  for (const rows of [
    [row(bad), late],
    [late, row(bad)],
  ])
    expect(names(catchUp(agent, { believed: [bad], rows }, NOON)).again).toEqual([`${web} unhealthy`]);
});

it('what is told otherwise than it is, is told as it is', () => {
  const rows = [row(believed('web', 'unhealthy', 4))];
  const found = catchUp(agent, { believed: [believed('web', 'healthy', 7)], rows }, NOON);
  expect(names(found)).toEqual({ again: [`${web} healthy`], vanished: [] });
});

it('what is told, and is not there any more, is told as removed: without what it said last', () => {
  const rows = [row(believed('web', 'unhealthy', 4))];
  const { again, vanished } = catchUp(agent, { believed: [], rows }, NOON + 5);
  expect(again).toEqual([]);
  expect(vanished).toEqual([
    {
      transition: {
        at: NOON + 5,
        subject: web,
        host: 'host-0',
        from: 'unhealthy',
        to: 'removed',
        cause: 'snapshot',
        container: { ...CONTAINER, output: null },
      },
      fromAt: NOON,
    },
  ]);
});

it('what is told as removed already is not told so again', () => {
  const gone = row(believed('web', 'unhealthy', 4));
  const rows = [{ ...gone, want: { ...gone.want, to: 'removed' as const } }];
  expect(names(catchUp(agent, { believed: [], rows }, NOON)).vanished).toEqual([]);
});

it('what an entry tells of just now has not vanished', () => {
  const rows = [row(believed('web', 'unhealthy', 4))];
  const besides = new Set(['container/web']);
  expect(names(catchUp(agent, { believed: [], rows, besides }, NOON))).toEqual({ again: [], vanished: [] });
});
