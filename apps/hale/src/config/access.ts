import { isToken } from '@hale/api';
import * as z from 'zod';
import { SHORT_NAME, SHORT_NAME_EXPECTED } from './short-name.ts';

/** Each request with a token is compared with all of them. */
export const MAX_TOKENS = 100;

const DIGEST = 'expected the SHA-256 of a token, 64 hexadecimal digits, as hale token prints it';

const token = z.strictObject({
  name: z.string().regex(SHORT_NAME, { error: SHORT_NAME_EXPECTED }).meta({ description: 'Whose it is' }),
  sha256: z
    .string()
    .refine((value) => !isToken(value.trim()), {
      error:
        'expected the SHA-256 of a token, got a token: it is known now, so make a new one with hale token',
      abort: true,
    })
    .regex(/^[\da-f]{64}$/i, { error: DIGEST })
    .transform((value) => value.toLowerCase())
    .meta({ description: 'As hale token prints it. The token itself is written nowhere' }),
  scope: z
    .enum(['read', 'operate'])
    .default('read')
    .meta({ description: 'read: it may look; operate: it may change something too. Default: read' }),
});

/** Who may ask over HTTP. */
export const accessSettings = z
  .strictObject({
    tokens: z
      .array(token)
      .max(MAX_TOKENS)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        error: 'expected a name of its own for each',
      })
      .meta({
        description: 'Who may ask over HTTP. Without any: whoever is on this machine, and nobody else',
      })
      .optional(),
  })
  .meta({ description: 'Who may ask it over HTTP' });
