import { parseDuration } from '@hale/core';
import * as z from 'zod';
import { instant } from './instant.ts';
import { pageOf } from './page.ts';

/** By which agents may come to report, without its token: that is told once, to who has made it. */
export const invitation = z
  .object({
    key: z.string().meta({ description: 'The public part of its token.' }),
    since: instant,
    until: instant,
    uses: z.int().min(0).meta({ description: 'So many may still come by it.' }),
    agent: z
      .string()
      .nullable()
      .meta({ description: 'The agent that is to come back by it; null: a new one.' }),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitation>;

export const invitationPage = pageOf(invitation, 'InvitationPage');
export type InvitationPage = z.infer<typeof invitationPage>;

const LASTS = 'expected a duration such as 30m or 1h30m';

export const invitationRequest = z
  .object({
    for: z
      .string({ error: LASTS })
      .refine((text) => parseDuration(text) !== null, { error: LASTS })
      .optional()
      .meta({ description: 'How long it holds: a duration such as `30m`. Default one hour.' }),
    uses: z.int().min(1).optional().meta({ description: 'So many agents may come by it. Default 1.' }),
    agent: z.string().min(1).max(253).optional().meta({
      description:
        'The agent that is to come back with a new token: its id, or a host name that it alone has.',
    }),
  })
  .meta({ id: 'InvitationRequest' });
export type InvitationRequest = z.infer<typeof invitationRequest>;

export const invited = invitation
  .extend({
    token: z.string().meta({ description: 'A secret. Nobody can be told it again.' }),
    command: z.string().meta({ description: 'For the host; URL stands for where it reaches this hub.' }),
  })
  .meta({ id: 'Invited' });
export type Invited = z.infer<typeof invited>;
