import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import * as z from 'zod';
import type { RouteDoc } from './route-doc.ts';
import type { Reason, Status } from './status.ts';

const TEXT = 'text/plain';
const JSON_TYPE = 'application/json';
/** draft-inadarei-api-health-check-06. */
const HEALTH_JSON = 'application/health+json';

const HEADERS = { 'cache-control': 'no-store', vary: 'accept' };

interface Source {
  /** Whether it can be relied on. */
  readonly status: Status | Promise<Status>;
  /** Whether it can serve: what is wrong otherwise is no reason to take it out of service, it may know why. */
  readonly ready: Status | Promise<Status>;
  readonly version: string;
}

/** Whether hale itself lives, has begun, and can be relied on. The source is asked each time. */
export function healthRoutes(source: Source) {
  return new Hono()
    .get('/livez', (c) => c.text('alive\n', 200, HEADERS))
    .get('/readyz', async (c) => answer(c, await source.ready, source.version))
    .get('/healthz', async (c) => answer(c, await source.status, source.version));
}

function answer(c: Context, { status, reasons }: Status, version: string): Response {
  const code = status === 'fail' ? 503 : 200;
  const messages = reasons.map(({ message }) => message);
  const type = accepts(c, { header: 'Accept', supports: [TEXT, JSON_TYPE, HEALTH_JSON], default: TEXT });
  switch (type) {
    case JSON_TYPE:
      return c.json({ status, reasons: messages } satisfies Health, code, HEADERS);
    case HEALTH_JSON:
      return c.body(JSON.stringify(healthJson(status, reasons, version)), code, {
        ...HEADERS,
        'content-type': HEALTH_JSON,
      });
    default:
      return c.text([status, ...messages.map((message) => `  ${message}`), ''].join('\n'), code, HEADERS);
  }
}

type HealthJson = z.infer<typeof healthDocument>;

function healthJson(status: Status['status'], reasons: readonly Reason[], releaseId: string): HealthJson {
  const checks: HealthJson['checks'] = {};
  for (const { about, level, message } of reasons) {
    checks[about] ??= [];
    checks[about].push({ componentType: COMPONENT[about], status: level, output: message });
  }
  const output = reasons.map(({ message }) => message).join('; ');
  return { status, releaseId, description: 'hale', checks, ...(output !== '' && { output }) };
}

const COMPONENT = {
  engine: 'system',
  agent: 'system',
  store: 'datastore',
  destination: 'component',
  hub: 'component',
} as const;

const health = z
  .object({ status: z.enum(['pass', 'warn', 'fail']), reasons: z.array(z.string()) })
  .meta({ id: 'Health' });
type Health = z.infer<typeof health>;

const healthDocument = z
  .object({
    status: z.enum(['pass', 'warn', 'fail']),
    releaseId: z.string(),
    description: z.string(),
    output: z.string().optional(),
    checks: z.record(
      z.string(),
      z.array(z.object({ componentType: z.string(), status: z.enum(['warn', 'fail']), output: z.string() })),
    ),
  })
  .meta({ id: 'HealthDocument' });

const asked = 'plain text; application/json or application/health+json if asked for';

export const healthDocs: readonly RouteDoc[] = [
  {
    method: 'get',
    path: '/livez',
    scope: 'public',
    summary: 'Whether the process answers.',
    answers: { 200: { description: 'It does', type: TEXT, schema: z.string() } },
  },
  {
    method: 'get',
    path: '/readyz',
    scope: 'read',
    summary:
      'Whether hale can serve: an agent that sees its engine and knows all of its containers, a hub that can read its store.',
    answers: {
      200: { description: `It does: ${asked}`, schema: health },
      503: { description: 'Not yet, or not now, and why', schema: health },
    },
  },
  {
    method: 'get',
    path: '/healthz',
    scope: 'read',
    summary:
      'Whether hale can be relied on. fail: it is deaf, or what it has found cannot be recorded; warn: somebody is not told or not heard, or it remembers in memory alone.',
    answers: {
      200: { description: `pass or warn, and why: ${asked}`, schema: health },
      503: { description: 'fail, and why', schema: health },
    },
  },
];
