import { link } from '@hale/core';
import { anEntry } from '@hale/core/testing';
import { expect, test } from 'vitest';
import { instantHash } from '../testing/agent.ts';
import { holdsNoSecret, outgoing, shown } from './outgoing.ts';

const CONTAINER = {
  id: 'a'.repeat(64),
  name: 'web',
  image: 'web:1',
  project: null,
  service: null,
  createdAt: '2026-01-01T00:00:00Z',
  exitCode: null,
  failingStreak: 3,
};
const NOTHING = (await link('', anEntry('running'), instantHash)).outputHash;

const withOutput = (output: string | null) => anEntry('unhealthy', { container: { ...CONTAINER, output } });

async function sent(output: string | null, stored: string | null = output) {
  const { outputHash } = await link('', withOutput(output), instantHash);
  return outgoing({ entry: withOutput(stored), outputHash }, holdsNoSecret, NOTHING);
}

test('an output goes along', async () => {
  expect(await sent('all is lost')).toEqual({ entry: withOutput('all is lost') });
});

test('none needs no hash', async () => {
  expect(await sent(null)).toEqual({ entry: withOutput(null) });
  const entry = anEntry('running');
  expect(outgoing({ entry, outputHash: NOTHING }, holdsNoSecret, NOTHING)).toEqual({ entry });
});

test('of one that has expired the hash goes, so that the chain holds', async () => {
  const { outputHash } = await link('', withOutput('all is lost'), instantHash);
  expect(await sent('all is lost', null)).toEqual({ entry: withOutput(null), outputHash });
});

test('one that holds a secret stays, in history and in what is believed', async () => {
  const secret = 'DB_PASSWORD=hunter22';
  const { outputHash } = await link('', withOutput(secret), instantHash);
  expect(await sent(secret)).toEqual({ entry: withOutput(null), outputHash });
  expect(shown(withOutput(secret), holdsNoSecret)).toEqual(withOutput(null));
});
