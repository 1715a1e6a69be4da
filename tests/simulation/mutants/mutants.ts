/** A bug that somebody could make. The simulation has to find each. */
export interface Mutant {
  readonly name: string;
  /** Whose disks say yes before they have written. */
  readonly lyingDisks?: 'agents' | 'hub';
  /** Made in memory as a file is loaded. More than one where another part would make up for the first. */
  readonly edits?: readonly Edit[];
}

interface Edit {
  readonly file: string;
  /** It is there once. */
  readonly find: string;
  readonly replace: string;
}

const LEDGER = 'packages/hub/src/ledger.ts';
const SESSION = 'packages/agent/src/sync/session.ts';

const NO_CHAIN_AT_THE_HUB: Edit = {
  file: 'packages/hub/src/stream/replicate.ts',
  find: "if (same !== undefined && same.chain !== acked.chain) return { want: 'new-epoch' };",
  replace: '',
};
const NO_CHAIN_AT_THE_AGENT: Edit = {
  file: 'packages/agent/src/sync/opening.ts',
  find: 'return own?.chain === acked.chain ? own : null;',
  replace: 'return own ?? acked;',
};
const HOLES: Edit = {
  file: 'packages/hub/src/stream/replicate.ts',
  find: "if (base.seq > acked.seq) return { want: 'resend' };",
  replace: '',
};

export const MUTANTS: readonly Mutant[] = [
  { name: 'an agent sends what its disk has not written', lyingDisks: 'agents' },
  { name: 'a hub acknowledges what its disk has not written', lyingDisks: 'hub' },
  {
    name: 'a hub acknowledges before it commits',
    edits: [
      {
        file: 'packages/hub/src/replication.ts',
        find: 'if (findings === null || (await ledger.write(findings))) return reply;',
        replace: 'if (findings !== null) void ledger.write(findings).catch(() => false); return reply;',
      },
    ],
  },
  {
    name: 'the cursor moves before the entries are there',
    edits: [
      {
        file: LEDGER,
        find: 'const done = await this.#commit({\n      ...batch,',
        replace:
          'if (batch.streams && !(await this.#commit({ streams: batch.streams }))) return false;\n    const done = await this.#commit({ ...batch, streams: [],',
      },
    ],
  },
  {
    name: 'what is to be told is written apart',
    edits: [
      {
        file: LEDGER,
        find: '...(telling && { silences: telling.silences, deliveries: telling.deliveries }),',
        replace:
          '});\n    if (telling && done) await this.#commit({ silences: telling.silences, deliveries: telling.deliveries,',
      },
      {
        file: 'packages/hub/src/hub.ts',
        find: 'await tellNewcomers({ store, ledger: this.#ledger, clock });',
        replace: '',
      },
    ],
  },
  {
    name: 'an agent trims what it has sent, and the hub does not notice holes',
    edits: [
      HOLES,
      {
        file: SESSION,
        find: "    if (came.kind !== 'answered') return came;\n    return this.#take(came.answer, tip, sent);",
        replace:
          "    if (came.kind !== 'answered') { const last = sent.at(-1); if (last) this.#acked = pointAfter(last); return { kind: 'more', took: false }; }\n    return this.#take(came.answer, tip, sent);",
      },
    ],
  },
  {
    name: 'what comes twice is taken twice',
    edits: [
      {
        file: 'packages/hub/src/stream/replicate.ts',
        find: 'verified.filter(({ seq }) => seq > acked.seq)',
        replace: 'verified',
      },
      { file: 'packages/store/src/hub/commit.ts', find: '...placesFree(batch),', replace: '' },
      {
        file: 'packages/store/src/hub/migrations.ts',
        find: 'chain text not null,\n      unique (epoch, seq)',
        replace: 'chain text not null',
      },
    ],
  },
  { name: 'nobody compares the chain', edits: [NO_CHAIN_AT_THE_HUB, NO_CHAIN_AT_THE_AGENT] },
  {
    name: 'an agent that was rolled back goes on in the same epoch',
    edits: [
      NO_CHAIN_AT_THE_HUB,
      NO_CHAIN_AT_THE_AGENT,
      {
        file: 'packages/hub/src/stream/greet.ts',
        find: 'request.tip.seq < Math.max(stream.acked.seq, stream.stateSeq)',
        replace: 'false',
      },
    ],
  },
  {
    name: 'sessions do not fence',
    edits: [
      {
        file: 'packages/hub/src/message/session.ts',
        find: 'stream.session === sender.session &&\n    stream.instance === sender.instance &&',
        replace: '',
      },
    ],
  },
  {
    name: 'an old snapshot wins',
    edits: [
      {
        file: 'packages/hub/src/message/snapshot.ts',
        find: 'if (at.seq < stream.stateSeq)',
        replace: 'if (at.seq < 0)',
      },
    ],
  },
  {
    name: 'a gap is not declared',
    edits: [{ file: 'packages/hub/src/message/hello.ts', find: '        gaps,\n', replace: '' }],
  },
  {
    name: 'what can still be sent is declared lost',
    edits: [
      {
        file: 'packages/agent/src/sync/greeting.ts',
        find: '    first,\n    tip: pointOf(tip),',
        replace: '    first: pointOf(tip),\n    tip: pointOf(tip),',
      },
    ],
  },
  {
    name: 'a journal is never begun anew',
    edits: [
      {
        file: 'packages/agent/src/sync/hub-link.ts',
        find: 'recorded(await recorder.renew());',
        replace: '',
      },
    ],
  },
  {
    name: 'agents are lost as soon as the hub is back',
    edits: [
      {
        file: 'packages/hub/src/sweep.ts',
        find: 'if (clock.monotonic() < this.#graceUntil) return;',
        replace: '',
      },
    ],
  },
  {
    name: 'nobody is ever lost',
    edits: [
      {
        file: 'packages/hub/src/sweep.ts',
        find: 'else await this.#lose(expired, now);',
        replace: '',
      },
    ],
  },
  {
    name: 'that an agent is back is not told',
    edits: [
      {
        file: 'packages/hub/src/stream/heard.ts',
        find: "record.lease.state === 'live' ? []",
        replace: 'record ? []',
      },
    ],
  },
  {
    name: 'what changed without an entry is not told',
    edits: [
      {
        file: 'packages/hub/src/stream/catch-up.ts',
        find: '.filter(({ subject, id: entry }) => wanted.get(subject)?.every(({ want }) => want.id === entry) !== true)',
        replace: '.filter(() => false)',
      },
    ],
  },
];
