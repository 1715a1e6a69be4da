import {
  agentSubject,
  CONDITIONS,
  type Failure,
  type JournalEntry,
  type TransitionContainer,
} from '@hale/core';
import { anEntry, NOON } from '@hale/core/testing';
import * as fc from 'fast-check';
import type { Notification } from '../notification.ts';
import type { RenderContext } from '../transport.ts';

const SENDER = { host: 'web-3', version: '1.2.3' };
/** The id of an agent. */
export const AGENT = 'a1b2c3d4e5f6g7h8';

/** At noon, as rich as it can be, except for `change`. */
export function aContext(change: Partial<RenderContext> = {}): RenderContext {
  return { now: NOON, tier: 0, receipt: null, sender: SENDER, ...change };
}

/** The service `web` of the stack `shop`, except for `change`. */
export function aTold(change: Partial<TransitionContainer> = {}): TransitionContainer {
  return {
    id: 'c0ffee'.padEnd(64, '0'),
    name: 'shop-web-1',
    image: 'nginx:1',
    project: 'shop',
    service: 'web',
    createdAt: '2026-01-01T11:00:00Z',
    exitCode: null,
    failingStreak: null,
    output: null,
    ...change,
  };
}

/** What is told of an entry about the service `web` of the stack `shop` at noon, except for `change`. */
export function aNotification(
  to: JournalEntry['to'],
  change: Partial<JournalEntry> = {},
  rest: Partial<Notification> = {},
): Notification {
  const entry = anEntry(to, { subject: 'container/shop/web/1', container: aTold(), ...change });
  return { entry, ends: null, reminder: false, flapping: null, ...rest };
}

/** A failure that began twelve minutes before noon and was told, except for `change`. */
export function aFailure(change: Partial<Failure> = {}): Failure {
  const at = NOON - 12 * 60_000;
  return { condition: 'unhealthy', at, dueAt: at, told: true, ...change };
}

/** Texts that have harmed somebody somewhere. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  'x'.repeat(1024 * 1024),
  '&<>"\''.repeat(2_000),
  '<!channel> <!here> <!everyone> <@U012AB3CD> <!subteam^S012AB3CD>',
  '@everyone @here @channel @all',
  '<https://evil.test|click> [click](https://evil.test) https://evil.test',
  '</at><at id="*">all</at> {{secret}} ${secret} %s %n',
  '```\n*bold* _it_ ~no~ `code`\n```\n> quoted',
  'a\r\nx-injected: 1\r\n\r\nb',
  '\u0000\u0007\u001b[31mred\u001b[0m\u001b]0;title\u0007\b\b',
  'user\u202egnp.exe\u2066\u200f\u200e\u2069',
  '\ud800 lone \udfff surrogates \ud83d',
  `${'👩‍👩‍👧‍👦'.repeat(2_000)}🇩🇪`,
  `e${'\u0301'.repeat(10_000)}`,
  '\u2028\u2029\u0085\ufeff\u200b',
  '__proto__',
  '../../../etc/passwd',
  '﷽'.repeat(5_000),
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('web', 'shop', 'postgres:16'),
);
const condition = fc.constantFrom(...CONDITIONS);
const time = fc.integer({ min: 0, max: NOON * 2 });

const container = fc.record({
  id: text,
  name: text,
  image: text,
  project: fc.option(text),
  service: fc.option(text),
  createdAt: fc.constant('2026-01-01T11:00:00Z'),
  exitCode: fc.option(fc.integer({ min: -1, max: 2 ** 32 })),
  failingStreak: fc.option(fc.nat()),
  output: fc.option(text),
});

const entry = fc.record(
  {
    at: time,
    subject: fc.oneof(
      text.map((name) => `container/${name}`),
      text.map((name) => `destination/${name}`),
      text.map((name) => agentSubject(AGENT, `container/${name}`)),
      fc.constantFrom('engine', 'container/shop/web/2', '', 'fleet', agentSubject(AGENT)),
      fc.constantFrom('engine', 'destination/ops').map((own) => agentSubject(AGENT, own)),
    ),
    from: fc.option(condition),
    to: condition,
    cause: fc.constantFrom(
      'baseline',
      'health_status',
      'die',
      'reconcile',
      'engine-lost',
      'delivery',
      'lease',
      'snapshot',
    ),
    container,
    host: text,
    epoch: fc.constant('epoch'),
    seq: fc.integer({ min: 1 }),
    id: fc.string({ minLength: 26, maxLength: 26, unit: fc.constantFrom('0', '1', 'a', 'v') }),
    fromAt: fc.option(time),
  },
  {
    noNullPrototype: true,
    requiredKeys: ['at', 'subject', 'from', 'to', 'cause', 'epoch', 'seq', 'id', 'fromAt'],
  },
);

/** Any notification at all. */
export const anyNotification: fc.Arbitrary<Notification> = fc.record({
  entry,
  ends: fc.option(fc.record({ condition, at: time, dueAt: time, told: fc.boolean() })),
  reminder: fc.boolean(),
  flapping: fc.constantFrom(null, null, 'began' as const, 'ended' as const),
});

/** Any number of them that one request may carry. */
export function anyNotifications(batch: number): fc.Arbitrary<readonly Notification[]> {
  return fc.oneof(
    fc.array(anyNotification, { minLength: 1, maxLength: Math.min(batch, 5) }),
    fc
      .tuple(fc.array(anyNotification, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: batch }))
      .map(([some, count]) => Array.from({ length: count }, (_, n) => some[n % some.length] ?? some[0]!)),
  );
}
