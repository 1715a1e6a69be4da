import { MAX_MATCHERS, type Matcher } from '@hale/agent';
import { CONDITIONS, formatDuration, parseDuration } from '@hale/core';
import * as z from 'zod';
import { accessSettings } from './access.ts';
import { hubSettings } from './hub.ts';
import type { ListenAddress } from './settings.ts';
import { SHORT_NAME, SHORT_NAME_EXPECTED } from './short-name.ts';

export const MAX_DESTINATIONS = 50;
/** Hosts and networks in a list of egress. */
export const MAX_EGRESS_ENTRIES = 100;
/** More often would be noise, and no reminder. */
export const MIN_REMIND_MS = 60_000;
/** As long as a name in DNS can be. */
export const MAX_NAME_LENGTH = 255;
const MAX_TEXT_LENGTH = 4096;
const MAX_PORT = 65_535;

/** A value that is written elsewhere. */
const reference = z
  .union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })])
  .meta({ description: 'A value from an environment variable, or from a file' });

const text = z.string().min(1).max(MAX_TEXT_LENGTH);
const glob = text.meta({ description: '* stands for any characters, ? for one' });

const RULE = 'expected true, false or a duration such as 30s';
const REMIND = `expected never, or a duration of ${formatDuration(MIN_REMIND_MS)} or more, such as 4h`;

const LISTEN = `expected a host and a port from 0 to ${MAX_PORT}, such as 127.0.0.1:4253 or [::1]:4253`;

const rule = z.union([z.boolean(), duration(RULE)], { error: RULE }).meta({
  description: 'true: tell it after the usual time; false: never; a duration: once it has lasted so long',
});

const tell = z
  .strictObject(Object.fromEntries(CONDITIONS.map((condition) => [condition, rule.optional()])))
  .meta({ description: 'Which conditions are told, and after how long' });

const remind = z
  .union([z.literal('never').transform(() => null), duration(REMIND, MIN_REMIND_MS)], { error: REMIND })
  .meta({ description: 'How often a failure that lasts is told again: never, or a duration' });

const matchers = z
  .array(
    z
      .strictObject({ name: glob.optional(), project: glob.optional(), label: text.optional() })
      .refine((matcher) => Object.keys(matcher).length > 0, {
        error: 'expected a name, a project or a label',
      })
      .transform(
        ({ name = null, project = null, label = null }): Matcher => ({
          name,
          project,
          label: labelOf(label),
        }),
      ),
  )
  .max(MAX_MATCHERS);

const egressList = z.array(text).max(MAX_EGRESS_ENTRIES);

/** A `hale.yaml`, destinations and checks apart: who owns them reads those. */
export const fileSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, { error: 'expected printable text' })
      .max(MAX_NAME_LENGTH)
      .meta({ description: 'How messages call this machine. Default: its host name' }),
    engine: z
      .strictObject({
        host: text
          .meta({ description: 'As --host: unix://, tcp://, https://, ssh:// or npipe://' })
          .optional(),
        context: text.meta({ description: 'As --context: a docker context' }).optional(),
      })
      .refine(({ host, context }) => !host || !context, { error: 'expected a host or a context, got both' }),
    data: text.meta({ description: 'The folder to remember in, or memory for nowhere' }),
    listen: z
      .string({ error: LISTEN })
      .transform((value, context) => listenAddress(value) ?? refuse(context, LISTEN))
      .meta({ description: 'Where to answer HTTP, such as 127.0.0.1:4253. Default: nowhere' }),
    access: accessSettings,
    hub: hubSettings,
    ping: z
      .union([text, reference], { error: 'expected an address, { env: NAME } or { file: PATH }' })
      .meta({ description: 'Called each minute while hale is alive' }),
    watch: z
      .strictObject({ include: matchers.optional(), exclude: matchers.optional() })
      .meta({ description: 'Which containers. Default: all' }),
    checks: z.array(z.unknown()),
    tell,
    remind,
    output: z.boolean().meta({ description: 'Whether messages have the output of the last probe' }),
    destinations: z
      .record(
        z.string().regex(SHORT_NAME, { error: SHORT_NAME_EXPECTED }),
        z.looseObject({ tell: tell.optional(), remind: remind.optional() }),
      )
      .refine((all) => Object.keys(all).length <= MAX_DESTINATIONS, {
        error: `expected ${MAX_DESTINATIONS} destinations at most`,
      })
      .meta({ description: 'Who is told' }),
    egress: z
      .strictObject({
        mode: z.enum(['operator', 'public']).optional(),
        allow: egressList.optional(),
        deny: egressList.optional(),
      })
      .meta({ description: 'Where messages may go' }),
    log: z.strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
      format: z.enum(['json', 'text']).optional(),
    }),
  })
  .partial();

export type FileSettings = z.output<typeof fileSchema>;
export type TellSettings = z.output<typeof tell>;

function listenAddress(value: string): ListenAddress | null {
  const [, v6, plain, digits = ''] =
    /^(?:\[([\da-fA-F:.]{2,45})\]|([\w.-]{1,253})):(\d{1,5})$/.exec(value) ?? [];
  const host = v6 ?? plain;
  const port = Number(digits);
  return host === undefined || port > MAX_PORT ? null : { host, port };
}

function labelOf(label: string | null): Matcher['label'] {
  if (label === null) return null;
  const equals = label.indexOf('=');
  return equals === -1
    ? { key: label, value: null }
    : { key: label.slice(0, equals), value: label.slice(equals + 1) };
}

/** Gives milliseconds. */
function duration(error: string, leastMs = 0): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  return z.string({ error }).transform((value, context) => {
    const ms = parseDuration(value);
    return ms === null || ms < leastMs ? refuse(context, error) : ms;
  });
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
