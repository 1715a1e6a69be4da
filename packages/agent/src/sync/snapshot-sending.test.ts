import { newJournal, STEADY } from '@hale/core';
import { seededRandom } from '@hale/core/simulate';
import { anEntry } from '@hale/core/testing';
import { MAX_BYTES, MAX_PART, MAX_PARTS, type SnapshotRequest } from '@hale/protocol/sync';
import { expect, test } from 'vitest';
import { holdsNoSecret } from './outgoing.ts';
import { SnapshotSending } from './snapshot-sending.ts';

const SESSION = { session: 's'.repeat(16), instance: 'i'.repeat(16), epoch: 'e'.repeat(16) };

function sendingOf(count: number, maxBytes = MAX_BYTES): SnapshotSending | null {
  const subjects = Array.from({ length: count }, (_, index) => {
    const subject = `container/${index}`;
    return {
      subject,
      containerId: null,
      createdAt: null,
      last: anEntry('running', { subject }),
      flapping: STEADY,
    };
  });
  const belief = { tip: { ...newJournal('e'), seq: 7 }, subjects, digest: 'd'.repeat(32) };
  return SnapshotSending.of(belief, {
    random: seededRandom(1),
    mayLeave: holdsNoSecret,
    limits: { maxEntries: 1, maxBytes },
  });
}

/** Sends one part to a hub that answers so. */
async function send(sending: SnapshotSending, status = 200): Promise<SnapshotRequest> {
  let message: SnapshotRequest | null = null;
  const body = '{"want":"none","leaseMs":1,"syncMs":1,"hubTime":1}';
  await sending.send(
    {
      url: 'https://hub.test',
      token: 'secret',
      http: async (request) => {
        message = JSON.parse(String(request.body)) as SnapshotRequest;
        return {
          status,
          headers: {},
          body: (async function* () {
            yield new TextEncoder().encode(body);
          })(),
        };
      },
    },
    SESSION,
    new AbortController().signal,
  );
  if (message === null) throw new Error('nothing was sent');
  return message;
}

test('goes in parts of so many, each again until it is answered', async () => {
  const sending = sendingOf(MAX_PART + 1);
  if (!sending) throw new Error('it does not fit');
  const first = await send(sending, 500);
  expect(await send(sending)).toEqual(first);
  expect(first).toMatchObject({ ...SESSION, part: 1, parts: 2, at: { seq: 7 }, digest: 'd'.repeat(32) });
  expect([first.subjects.length, sending.done]).toEqual([MAX_PART, false]);
  const second = await send(sending);
  expect(second).toMatchObject({ snapshot: first.snapshot, part: 2 });
  expect([second.subjects.map(({ subject }) => subject), sending.done]).toEqual([
    [`container/${MAX_PART}`],
    true,
  ]);
});

test('is one part where nothing is there', async () => {
  const sending = sendingOf(0);
  if (!sending) throw new Error('it does not fit');
  expect(await send(sending)).toMatchObject({ part: 1, parts: 1, subjects: [] });
  expect(sending.done).toBe(true);
});

test('is none in more parts than a hub takes', () => {
  expect(sendingOf(MAX_PARTS, 1)).not.toBeNull();
  expect(sendingOf(MAX_PARTS + 1, 1)).toBeNull();
});
