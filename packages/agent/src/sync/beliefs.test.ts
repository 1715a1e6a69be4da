import { type Condition, newJournal, STEADY } from '@hale/core';
import { anEntry } from '@hale/core/testing';
import { EMPTY_STATE, stateDigest } from '@hale/protocol/sync';
import type { SubjectState } from '@hale/store';
import { expect, test } from 'vitest';
import { instantHash } from '../testing/agent.ts';
import { Beliefs } from './beliefs.ts';

function said(subject: string, seq: number, to: Condition = 'running'): SubjectState {
  return {
    subject,
    containerId: null,
    createdAt: null,
    last: anEntry(to, { subject, seq }),
    flapping: STEADY,
  };
}

test('the digest is that of the protocol, without what was removed; only what is new is hashed', async () => {
  let subjects = [said('container/a', 1), said('container/b', 2), said('container/c', 3, 'removed')];
  let hashed = 0;
  const beliefs = new Beliefs({ believed: async () => ({ tip: newJournal('epoch'), subjects }) }, (text) => {
    hashed += 1;
    return instantHash(text);
  });
  expect((await beliefs.read()).digest).toBe(await stateDigest(subjects.slice(0, 2), instantHash));
  expect(hashed).toBe(2);
  subjects = [said('container/b', 4), said('container/a', 1)];
  const { digest, subjects: there } = await beliefs.read();
  expect([digest, there]).toEqual([await stateDigest(subjects, instantHash), subjects]);
  expect(hashed).toBe(3);
  subjects = [];
  expect((await beliefs.read()).digest).toBe(EMPTY_STATE);
});
