import { writeSync } from 'node:fs';
import { append, type Delivery, newJournal, STEADY, type Transition } from '@hale/core';
import { systemHash } from '@hale/core/system';
import { openAgentStore } from '../sqlite/open-agent-store.ts';

// Commits to the store of a folder until it is killed, and says each seq once it is durable. It starts often: it imports little.
const container = {
  id: 'id-web',
  name: 'web',
  image: 'nginx:1',
  project: null,
  service: null,
  createdAt: '2026-01-01T00:00:00Z',
  exitCode: null,
  failingStreak: 0,
  output: 'x'.repeat(4_096),
};
const subject = 'container/web';
const change: Transition = { at: 1, subject, from: null, to: 'healthy', cause: 'baseline', container };
const blank: Omit<Delivery, 'want' | 'version'> = {
  destination: 'ops',
  subject,
  told: null,
  open: null,
  unknown: false,
  receipt: null,
  tier: 0,
  attempts: 0,
  silenced: null,
  dueAt: 1,
  leaseUntil: null,
  failing: null,
  flapping: false,
  abandoned: null,
};

const { store } = await openAgentStore(String(process.argv[2]));
let { tip } = await store.load();
for (;;) {
  const before = tip ?? newJournal('epoch-1');
  const pair = [change, change].map((transition) => ({ transition, fromAt: null }));
  const entries = await append(before, pair, systemHash);
  const last = entries.at(-1);
  if (!last) throw new Error('no entry');
  const [row] = await store.deliveries('ops', [subject]);
  const taken = await store.commit({
    tip,
    entries,
    engineLost: false,
    silences: 0,
    monitors: [],
    forgotten: [],
    subjects: [
      {
        subject,
        containerId: container.id,
        createdAt: container.createdAt,
        last: last.entry,
        flapping: STEADY,
      },
    ],
    deliveries: [{ ...blank, want: last.entry, version: row?.version ?? 0 }],
    settled: [],
  });
  if (!taken) throw new Error('a conflict');
  tip = { epoch: before.epoch, seq: last.entry.seq, chain: last.chain };
  writeSync(1, `${tip.seq}\n`);
}
