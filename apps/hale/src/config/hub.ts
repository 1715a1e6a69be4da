import { tokenKind } from '@hale/api';
import { formatDuration, parseDuration } from '@hale/core';
import * as z from 'zod';
import type { SecretForm } from './secret-value.ts';

/** Bounds of what agents may be asked to keep between two reports. */
export const MIN_SYNC_MS = 1_000;
export const MAX_SYNC_MS = 3_600_000;
const MAX_URL_LENGTH = 2_048;

export const HUB_URL_EXPECTED =
  'expected the address of a hub such as https://hub.example.com or http://box:4253/hub, without a user, a query or a fragment';
const SYNC_EXPECTED = `expected a duration from ${formatDuration(MIN_SYNC_MS)} to ${formatDuration(MAX_SYNC_MS)}, such as 15s`;

/** An invitation, or the token that an agent has for good. */
export const HUB_TOKEN: SecretForm = {
  isRight: (value) => ['enrolment', 'agent'].includes(tokenKind(value) ?? ''),
  expected: 'expected the token of an invitation, as hale hub invite prints it',
};

/** Which hub is reported to, and how a hub is reported to. */
export const hubSettings = z
  .strictObject({
    url: z
      .string({ error: HUB_URL_EXPECTED })
      .max(MAX_URL_LENGTH)
      .transform((value, context) => hubUrl(value) ?? refuse(context, HUB_URL_EXPECTED))
      .meta({ description: 'As --hub: the hub that this agent reports to. Of a hub: how agents reach it' })
      .optional(),
    token: z
      .union(
        [
          z.string().min(1),
          z.strictObject({ env: z.string().min(1) }),
          z.strictObject({ file: z.string().min(1) }),
        ],
        { error: 'expected a token, { env: NAME } or { file: PATH }' },
      )
      .meta({ description: 'Of the invitation by which this agent enrols' })
      .optional(),
    tells: z
      .enum(['agent', 'hub'])
      .meta({
        description:
          'Who tells people of what this agent sees. Default: the agent if it has destinations, else the hub',
      })
      .optional(),
    sync: z
      .string({ error: SYNC_EXPECTED })
      .transform((value, context) => syncMs(value) ?? refuse(context, SYNC_EXPECTED))
      .meta({ description: 'Of a hub: how often agents report at least, if nothing happens. Default: 15s' })
      .optional(),
  })
  .meta({ description: 'The hub that many agents report to' });

/** The address of a hub, without a slash at its end. `null`: it is none. */
export function hubUrl(value: string): string | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || /[?#]/.test(value)) return null;
  return url.href.replace(/\/+$/, '');
}

function syncMs(value: string): number | null {
  const ms = parseDuration(value);
  return ms === null || ms < MIN_SYNC_MS || ms > MAX_SYNC_MS ? null : ms;
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
