import type { Clock } from '@hale/core';
import { type Delivery, deliveryPage, destinationPage, problem } from '@hale/protocol';
import type { Records } from '@hale/store';
import type { DestinationView } from '@hale/transport';
import { Hono } from 'hono';
import { listDeliveries } from './listing/deliveries.ts';
import { knownDestinations } from './listing/known-destinations.ts';
import { takeListing } from './listing/listing.ts';
import { pageAfter, paged } from './page.ts';
import { problemResponse } from './problem.ts';
import { deliveryRecord, destinationRecord } from './record/destination.ts';
import type { RouteDoc } from './route-doc.ts';
import { validQuery } from './valid.ts';

interface Source {
  readonly clock: Clock;
  readonly store: Pick<Records, 'destinations' | 'due' | 'outstanding' | 'entriesAfter'>;
  readonly view: { readonly destinations: readonly DestinationView[] };
}

/** Who is told, and what: from an outbox, and the dispatch that drains it. */
export function destinationsRoutes(source: Source) {
  return new Hono()
    .get('/destinations', validQuery(paged), async (c) => {
      const views = source.view.destinations;
      const { destinations } = await takeListing(source.store, views, source.clock.now());
      const records = destinations.map((each) =>
        destinationRecord(
          each,
          views.find(({ name }) => name === each.name),
        ),
      );
      return c.json(
        pageAfter(records, ({ name }) => name, c.req.valid('query')),
        200,
      );
    })
    .get('/destinations/:name/deliveries', validQuery(paged), async (c) => {
      const states = await knownDestinations(source.store);
      const state = states.find(({ name }) => name === c.req.param('name'));
      if (state === undefined)
        return problemResponse(c, {
          status: 404,
          title: 'There is no such destination',
          detail: 'GET destinations lists those that there are.',
        });
      const deliveries = await listDeliveries(source.store, state, source.clock.now());
      return c.json(pageAfter(deliveries.map(deliveryRecord), keyOf, c.req.valid('query')), 200);
    });
}

export const destinationsDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/destinations',
    scope: 'read',
    summary: 'Who is told, by name, and how it stands with each.',
    query: paged,
    answers: { 200: { description: 'A page of them.', schema: destinationPage } },
  },
  {
    method: 'get',
    path: '/destinations/:name/deliveries',
    scope: 'read',
    summary: 'What a destination is to be told, oldest change first, and what it will not be told any more.',
    query: paged,
    answers: {
      200: { description: 'A page of it.', schema: deliveryPage },
      404: { description: 'There is no such destination.', schema: problem },
    },
  },
];

function keyOf({ want, givenUp }: Delivery): string {
  return `${want.at} ${want.entry} ${givenUp}`;
}
