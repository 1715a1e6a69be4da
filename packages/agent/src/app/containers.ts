import { pageAfter, paged, problemResponse, type RouteDoc, repeatable, validQuery } from '@hale/api';
import { composePlace } from '@hale/core';
import {
  checkResult,
  condition,
  containerPage,
  containerDetail as detailSchema,
  problem,
} from '@hale/protocol';
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { Agent } from '../agent.ts';
import { engineCheck } from '../check/checks.ts';
import { matchesGlob } from '../check/glob.ts';
import { containerRecord } from '../record/container.ts';
import { containerDetail } from '../record/container-detail.ts';
import type { ContainerView } from '../view.ts';
import { AskedChecks } from './asked-checks.ts';
import { findContainer } from './find-container.ts';

const MAX_TEXT_CHARS = 256;
const MAX_REPEATS = 20;
const SHOWN_TRANSITIONS = 10;

const text = z.string().min(1).max(MAX_TEXT_CHARS);
const filter = paged.extend({
  condition: repeatable(condition, MAX_REPEATS).meta({ description: 'One of these.' }),
  project: text.optional().meta({ description: 'Of compose.' }),
  label: repeatable(text, MAX_REPEATS).meta({
    description: '`key` or `key=value`, all of them. Only labels that hale reads are known to it.',
  }),
  name: text.optional().meta({ description: 'With `*` for any characters and `?` for one.' }),
});
type Filter = z.output<typeof filter>;

export function containersRoutes(agent: Agent) {
  const asked = new AskedChecks(agent);
  return new Hono()
    .get('/containers', validQuery(filter), (c) => {
      const query = c.req.valid('query');
      const fitting = agent.containers().filter((view) => fits(view, query));
      const { items, next } = pageAfter(fitting, keyOf, query);
      return c.json({ items: items.map(containerRecord), next }, 200);
    })
    .get('/containers/:name', async (c) => {
      const view = findContainer(agent, c.req.param('name'));
      if (view === null) return unknownContainer(c);
      const { subject, container } = view;
      const entries = await agent.store.history({ subject, limit: SHOWN_TRANSITIONS });
      const faults = agent.checks?.faults.filter((fault) => fault.container === container.name) ?? [];
      const check = agent.asking ? agent.asking.assigned(container) : engineCheck(container);
      return c.json(containerDetail(view, { check, faults, entries }), 200);
    })
    .post('/containers/:name/check', async (c) => {
      const view = findContainer(agent, c.req.param('name'));
      if (view === null) return unknownContainer(c);
      const result = asked.run(view);
      return result === null ? tooMany(c) : c.json(await result, 200);
    });
}

export const containersDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/containers',
    scope: 'read',
    summary: 'The containers that are watched, by name.',
    query: filter,
    answers: { 200: { description: 'A page of them.', schema: containerPage } },
  },
  {
    method: 'get',
    path: '/containers/:name',
    scope: 'read',
    summary: 'One container, by its name, `project/service`, subject, or id: all that hale knows of it.',
    answers: {
      200: { description: 'The container.', schema: detailSchema },
      404: { description: 'There is no such container.', schema: problem },
    },
  },
  {
    method: 'post',
    path: '/containers/:name/check',
    scope: 'operate',
    summary: 'Runs its check now, or waits for the run that is under way.',
    answers: {
      200: { description: 'What came of it.', schema: checkResult },
      404: { description: 'There is no such container.', schema: problem },
      409: { description: 'There is nothing that hale could run now.', schema: problem },
      429: { description: 'Too many checks have been asked for.', schema: problem },
      504: { description: 'It takes too long.', schema: problem },
    },
  },
];

/** Names are unique while they last; one that is gone can still be there beside its successor. */
function keyOf({ container: { name, id } }: ContainerView): string {
  return `${name}:${id}`;
}

function fits(view: ContainerView, { condition: conditions, project, label: labels, name }: Filter): boolean {
  const { container } = view;
  return (
    (conditions === undefined || conditions.includes(view.condition)) &&
    (project === undefined || composePlace(container.labels)?.project === project) &&
    (name === undefined || matchesGlob(name, container.name)) &&
    (labels ?? []).every((label) => hasLabel(container.labels, label))
  );
}

function hasLabel(labels: ContainerView['container']['labels'], label: string): boolean {
  const [key = '', ...value] = label.split('=');
  if (!Object.hasOwn(labels, key)) return false;
  return value.length === 0 || labels[key] === value.join('=');
}

function unknownContainer(c: Context) {
  return problemResponse(c, {
    status: 404,
    title: 'There is no such container',
    detail: 'GET containers lists those that are watched.',
  });
}

function tooMany(c: Context) {
  return problemResponse(c, {
    status: 429,
    title: 'Too many checks at once',
    detail: 'Ask again when one of them has ended.',
    headers: { 'retry-after': '5' },
  });
}
