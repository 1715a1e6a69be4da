import type { RouteDoc } from '@hale/api';
import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import * as z from 'zod';
import type { Agent } from '../agent.ts';
import { badgeColour, drawBadge } from './badge-drawing.ts';
import { findContainer } from './find-container.ts';

const SVG = 'image/svg+xml';

const HEADERS = {
  'content-type': SVG,
  // Kept, but asked for anew each time; mostly the answer is 304.
  'cache-control': 'no-cache',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
};

/** The condition of a container as a picture, for a page that shows how it is. */
export function badgeRoutes(agent: Pick<Agent, 'containers'>) {
  return new Hono().get('/badge/:name', etag(), (c) => {
    const name = c.req.param('name').replace(/\.svg$/, '');
    const found = findContainer(agent, name);
    if (found === null) return picture(c, drawBadge({ label: name, word: 'unknown container' }), 404);
    const { condition, container } = found;
    return picture(
      c,
      drawBadge({ label: container.name, word: condition, colour: badgeColour(condition) }),
      200,
    );
  });
}

function picture(c: Context, svg: string, status: 200 | 404): Response {
  return c.body(svg, status, HEADERS);
}

const answer = { type: SVG, schema: z.string() };

export const badgeDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/badge/:name',
    scope: 'read',
    summary: 'The condition of a container as a picture; .svg may follow its name.',
    answers: {
      200: { description: 'A badge', ...answer },
      404: { description: 'A badge that says that there is no such container', ...answer },
    },
  },
];
