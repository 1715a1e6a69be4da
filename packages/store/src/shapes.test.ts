import { expect, it } from 'vitest';
import { isDeadLetter, isDelivery, isDestination, isEntry, isFlapping, isMonitor } from './shapes.ts';
import { aBatch, aChange, aDelivery, aDestination, aFeed, aMonitor, entriesOf } from './testing/samples.ts';

const [entry] = entriesOf(await aBatch(null, [aChange('web', { from: 'healthy', to: 'crashed' })]));
if (!entry) throw new Error('no entry');
const { container: _, ...bare } = entry;
const letter = { destination: 'ops', entry, code: 'x', at: 1 };

it.each<[string, (value: unknown) => boolean, object, readonly string[]]>([
  [
    'entry',
    isEntry,
    entry,
    ['epoch', 'seq', 'id', 'subject', 'at', 'fromAt', 'from', 'to', 'cause', 'container'],
  ],
  ['flapping', isFlapping, { ring: 5, was: 'down', flapping: true }, ['ring', 'was', 'flapping']],
  ['entry of no container', isEntry, bare, ['to']],
  ['entry of a hub', isEntry, { ...bare, host: 'web-1' }, ['host']],
  ['monitor', isMonitor, aMonitor('web'), ['container', 'condition', 'inSight', 'intent', 'loop']],
  [
    'delivery',
    isDelivery,
    aDelivery(entry),
    [
      'destination',
      'subject',
      'want',
      'told',
      'open',
      'unknown',
      'tier',
      'attempts',
      'dueAt',
      'leaseUntil',
      'failing',
      'silenced',
      'flapping',
    ],
  ],
  ['destination', isDestination, aDestination('ops'), ['name', 'options', 'breaker', 'pace', 'feed']],
  ['feed', isDestination, aFeed('audit', 5), ['feed']],
  ['dead letter', isDeadLetter, letter, ['destination', 'entry', 'code', 'at']],
])('knows a %s that has been through JSON, and one that is spoilt', (_what, is, sample, members) => {
  const written: object = JSON.parse(JSON.stringify(sample));
  expect(is(written)).toBe(true);
  for (const name of members) expect([name, is({ ...written, [name]: [] })]).toEqual([name, false]);
  for (const other of [null, 5, 'x', [], {}]) expect(is(other)).toBe(false);
});

it('knows no condition but its own', () => {
  expect(isEntry({ ...entry, to: 'fine' })).toBe(false);
  expect(isMonitor({ ...aMonitor('web'), condition: 'fine' })).toBe(false);
});
