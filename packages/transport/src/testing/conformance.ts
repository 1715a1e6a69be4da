import {
  agentSubject,
  CONDITIONS,
  FLEET_SUBJECT,
  HaleError,
  type Json,
  MAX_RETRY_AFTER_MS,
  type Outcome,
  type Tier,
} from '@hale/core';
import { NOON } from '@hale/core/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type BoundTransport, bindTransport } from '../destination.ts';
import type { Notification } from '../notification.ts';
import type { RenderContext, TransportDefinition, TransportReply } from '../transport.ts';
import {
  AGENT,
  aContext,
  aFailure,
  aNotification,
  anyNotifications,
  aTold,
  HOSTILE,
} from './notifications.ts';

const TIERS: readonly Tier[] = [0, 1, 2];
const KINDS = ['ok', 'retry', 'throttled', 'ambiguous', 'rejected', 'gone', 'auth'];

/** Every form in which a subject can be told of: first, again, ended, and what should not be and happens. */
const FORMS: readonly Notification[] = CONDITIONS.flatMap((to) => [
  aNotification(to),
  aNotification(to, { from: 'healthy', fromAt: NOON - 1 }, { reminder: true }),
  aNotification(to, { from: 'unhealthy' }, { ends: aFailure() }),
  aNotification(to, { from: to }, { ends: aFailure({ told: false, at: NOON + 1, condition: to }) }),
  aNotification(to, { from: 'unhealthy' }, { flapping: 'began' }),
  aNotification(to, { from: 'unhealthy' }, { flapping: 'ended', ends: aFailure() }),
  aNotification(to, { subject: 'engine' }),
  aNotification(to, { subject: 'destination/ops' }),
  aNotification(to, { subject: agentSubject(AGENT), host: 'web-1' }),
  aNotification(to, { subject: agentSubject(AGENT, 'container/web'), host: 'web-1' }),
  aNotification(to, { subject: FLEET_SUBJECT }),
]);

/** What every transport owes, from its own fixtures alone. */
export function describeTransport<Schema extends z.ZodType>(
  name: string,
  definition: TransportDefinition<Schema>,
): void {
  const bind = (): BoundTransport => bindTransport(definition, definition.fixtures.options);
  describe(`transport: ${name}`, () => {
    describeOptions(definition);
    if (bind().speak.kind === 'http') {
      describeRequests(bind());
      describeReplies(bind(), definition.fixtures.replies);
    } else describeChannel(bind);
  });
}

function describeOptions<Schema extends z.ZodType>(definition: TransportDefinition<Schema>): void {
  const { options } = definition.fixtures;

  it.each([null, 7, 'text', [], { ...Object(options), surprise: 1 }])(
    'refuses options that are none, with a path and without a secret: %j',
    (bad) => {
      const { secrets } = bindTransport(definition, options);
      let thrown: unknown;
      try {
        bindTransport(definition, bad);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(HaleError);
      expect(thrown).toMatchObject({ code: 'bad-input', path: expect.stringMatching(/./) });
      for (const secret of secrets)
        expect(`${String(thrown)} ${JSON.stringify(thrown)}`).not.toContain(secret);
    },
  );

  it('gives options that can be compared', () => {
    const one = bindTransport(definition, options).options;
    expect(JSON.parse(one)).toEqual(JSON.parse(bindTransport(definition, options).options));
  });
}

function describeRequests({ speak, capabilities, secrets }: BoundTransport): void {
  if (speak.kind !== 'http') return;
  const { batch, maxBytes } = capabilities;

  function requested(notifications: readonly Notification[], context: RenderContext) {
    const request = speak.kind === 'http' ? speak.request(notifications, context) : undefined;
    if (request === undefined) throw new Error('no request');
    expect(['POST', 'PUT', 'GET']).toContain(request.method);
    expect(new URL(request.url)).toMatchObject({
      protocol: expect.stringMatching(/^https?:$/),
      username: '',
    });
    for (const [field, value] of Object.entries(request.headers)) {
      expect(field).toMatch(/^[a-z0-9-]+$/);
      // Latin-1 without controls: what a header can carry.
      expect(value).toMatch(/^[\t\x20-\x7e\xa0-\xff]*$/);
      expect(['host', 'content-length', 'connection', 'user-agent', 'accept-encoding']).not.toContain(field);
    }
    expect(request.body.isWellFormed()).toBe(true);
    expect(new TextEncoder().encode(request.body).length).toBeLessThanOrEqual(maxBytes);
    for (const secret of secrets) expect(request.body).not.toContain(secret);
    if (request.headers['content-type']?.includes('json')) JSON.parse(request.body);
    return request;
  }

  it.each(TIERS)('renders every condition in every form at tier %i', (tier) => {
    for (const form of FORMS) expect(requested([form], aContext({ tier })).body.length).toBeGreaterThan(0);
  });

  it('is plainer the higher the tier', () => {
    for (const form of FORMS) {
      const sizes = TIERS.map((tier) => requested([form], aContext({ tier })).body.length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
  });

  it('asks for the same bytes again, and changes nothing that it was given', () => {
    for (const form of FORMS) {
      const context = frozen(aContext());
      const notifications = frozen([form]);
      const before = JSON.stringify(notifications);
      expect(requested(notifications, context)).toEqual(requested(structuredClone(notifications), context));
      expect(JSON.stringify(notifications)).toBe(before);
    }
  });

  it.each(TIERS)('takes hostile text in every place at tier %i', (tier) => {
    for (const text of HOSTILE)
      requested([hostile(text)], aContext({ tier, sender: { host: text, version: text } }));
  });

  it.each(TIERS)('carries a full batch of hostile text at tier %i, and says how many they are', (tier) => {
    for (const text of HOSTILE) {
      const full = Array.from({ length: batch }, (_, n) => hostile(`${n} ${text}`));
      const { body } = requested(full, aContext({ tier }));
      if (batch > 1) expect(body).toContain(String(batch));
    }
  });

  it('carries whatever may be told', () => {
    fc.assert(
      fc.property(anyNotifications(batch), fc.constantFrom(...TIERS), (notifications, tier) => {
        requested(notifications, aContext({ tier }));
      }),
      { numRuns: 60 },
    );
  });

  it.each<Json>([null, 0, '', 'id', [], { ts: '1.2', channel: 'C1' }])(
    'minds no receipt of another kind: %j',
    (receipt) => {
      requested([aNotification('healthy', {}, { ends: aFailure() })], aContext({ receipt }));
    },
  );
}

function describeReplies({ speak }: BoundTransport, fixtures: readonly Fixture[]): void {
  if (speak.kind !== 'http') return;
  const classified = (reply: TransportReply): Outcome => {
    const outcome = speak.classify(reply, NOON);
    expect(KINDS).toContain(outcome.kind);
    if (outcome.kind === 'ok')
      expect(outcome.receipt ?? null).toEqual(JSON.parse(JSON.stringify(outcome.receipt ?? null)));
    else expect(outcome.code).toMatch(/^.{1,100}$/);
    return outcome;
  };

  it.each(fixtures)('reads its own reply %j as %s', (reply, kind) => {
    expect(classified(reply).kind).toBe(kind);
  });

  it('knows a yes', () => {
    expect(fixtures.map(([, kind]) => kind)).toContain('ok');
  });

  it('makes something of every status with any body', () => {
    const bodies = [
      '',
      'ok',
      '<html><body>Bad gateway</body></html>',
      '\ufffd\u0000',
      '{',
      'null',
      ...HOSTILE,
    ];
    for (let status = 100; status < 600; status += 1) {
      const kinds = bodies.map((text) => classified({ status, headers: {}, text }).kind);
      if (status < 200 || status >= 300) expect(kinds).not.toContain('ok');
      if (status >= 500) expect(new Set(kinds)).toEqual(new Set(['retry']));
    }
  });

  it.each([
    '0',
    '30',
    '1.5',
    '1e9',
    '1000000000',
    '-1',
    'soon',
    '',
    'Thu, 01 Jan 2026 12:00:30 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
  ])('is parked by nobody: retry-after %j', (value) => {
    for (const status of [429, 503]) {
      const outcome = classified({ status, headers: { 'retry-after': value }, text: '' });
      const notBefore = 'notBefore' in outcome ? (outcome.notBefore ?? NOON) : NOON;
      expect(notBefore).toBeGreaterThanOrEqual(NOON);
      expect(notBefore).toBeLessThanOrEqual(NOON + MAX_RETRY_AFTER_MS);
    }
  });

  it.each(['30', 'Thu, 01 Jan 2026 12:00:30 GMT'])('waits as it is asked to: retry-after %j', (value) => {
    const reply = { status: 429, headers: { 'retry-after': value }, text: '' };
    expect(classified(reply)).toMatchObject({ kind: 'throttled', notBefore: NOON + 30_000 });
  });
}

function describeChannel(bind: () => BoundTransport): void {
  async function sent(notifications: readonly Notification[], context: RenderContext): Promise<void> {
    const { speak } = bind();
    if (speak.kind !== 'channel') throw new Error('no channel');
    const outcome = await speak.send(notifications, { ...context, signal: new AbortController().signal });
    expect(KINDS).toContain(outcome.kind);
    await speak.close();
  }

  it.each(TIERS)('tells of every condition in every form at tier %i', async (tier) => {
    for (const form of FORMS) await sent(frozen([form]), aContext({ tier }));
  });

  it('takes hostile text in every place', async () => {
    for (const text of HOSTILE)
      await sent([hostile(text)], aContext({ sender: { host: text, version: text } }));
  });

  it('carries whatever may be told', async () => {
    const { batch } = bind().capabilities;
    await fc.assert(
      fc.asyncProperty(anyNotifications(batch), (notifications) => sent(notifications, aContext())),
      { numRuns: 60 },
    );
  });
}

type Fixture = readonly [TransportReply, Outcome['kind']];

function hostile(text: string): Notification {
  const container = aTold({ id: text, name: text, image: text, project: text, service: text, output: text });
  return aNotification('unhealthy', { subject: `container/${text}`, host: text, container });
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
