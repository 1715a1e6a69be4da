import { NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { aRecord } from '../testing/record.ts';
import { bye } from './bye.ts';

const record = aRecord({ stream: { session: 'session-1', instance: 'instance-1', epoch: 'epoch-1' } });
const request = { session: 'session-1', instance: 'instance-1', reason: 'shutdown' } as const;

it('ends the session and the lease, and says that it was on purpose', () => {
  const { reply, findings } = bye(record, request, NOON + 9);
  expect(reply).toEqual({ kind: 'ok', answer: { hubTime: NOON + 9 } });
  expect(findings).toMatchObject({
    batch: {
      streams: [{ session: null, epoch: 'epoch-1' }],
      leases: [{ state: 'stopped', since: NOON + 9, until: null }],
    },
    own: [{ transition: { from: 'running', to: 'stopped', cause: 'bye' } }],
  });
});

it.each([{ session: 'session-2' }, { instance: 'instance-2' }])('is none of anybody else: %j', (other) => {
  expect(bye(record, { ...request, ...other }, NOON)).toEqual({
    reply: { kind: 'first', want: 'hello' },
    findings: null,
  });
  expect(bye(aRecord(), request, NOON).findings).toBeNull();
});
