import * as z from 'zod';
import { condition } from './condition.ts';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';

/** One configured receiver, without its options: those hold secrets. */
export const destination = z
  .object({
    name: z.string(),
    transport: z.string().nullable().meta({ description: 'null: the settings do not have it any more.' }),
    state: z.enum(['ready', 'failing', 'resting', 'disabled', 'new', 'orphaned']),
    because: z.string().nullable().meta({ description: 'Why it is disabled.' }),
    until: instant.nullable().meta({ description: 'Until when it rests.' }),
    waiting: z.int(),
    givenUp: z.int(),
    lastOutcome: z
      .object({ kind: z.string(), because: z.string().nullable(), at: instant })
      .nullable()
      .meta({ description: 'Of this process; null: there was no attempt yet.' }),
  })
  .meta({ id: 'Destination' });
export type Destination = z.infer<typeof destination>;

export const destinationPage = pageOf(destination, 'DestinationPage');
export type DestinationPage = z.infer<typeof destinationPage>;

/** What a destination has yet to be told of one subject, or has been told, or will not be told. */
export const delivery = z
  .object({
    subject: z.string(),
    want: z
      .object({ entry: z.string(), condition, at: instant })
      .meta({ description: 'The newest change of the subject.' }),
    told: z
      .object({ entry: z.string(), condition, at: instant })
      .nullable()
      .meta({ description: 'What the receiver last confirmed.' }),
    due: instant.nullable().meta({ description: 'When it is tried next; null: nothing is to be told.' }),
    attempts: z.int().meta({ description: 'Since the last success.' }),
    failing: z
      .object({ since: instant, because: z.string() })
      .nullable()
      .meta({ description: 'Why the last attempt failed, and since when they have.' }),
    inDoubt: z.boolean().meta({ description: 'An attempt may have arrived, and nobody knows.' }),
    givenUp: z.boolean(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof delivery>;

export const deliveryPage = pageOf(delivery, 'DeliveryPage');
export type DeliveryPage = z.infer<typeof deliveryPage>;
