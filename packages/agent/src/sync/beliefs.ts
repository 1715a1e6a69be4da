import type { Hash, Tip } from '@hale/core';
import { EMPTY_STATE, stateMark, toggleMark } from '@hale/protocol/sync';
import type { AgentStore, SubjectState } from '@hale/store';

/** What is believed of everything that is there. All of one moment. */
export interface Belief {
  /** `null`: the journal has no name yet. */
  readonly tip: Tip | null;
  /** Without those that were removed. */
  readonly subjects: readonly SubjectState[];
  readonly digest: string;
}

/** Reads what is believed, and hashes only what is new of it. */
export class Beliefs {
  readonly #store: Pick<AgentStore, 'believed'>;
  readonly #hash: Hash;
  /** Of each subject, by the entry that it was last said by. */
  #marks: ReadonlyMap<string, string> = new Map();

  constructor(store: Pick<AgentStore, 'believed'>, hash: Hash) {
    this.#store = store;
    this.#hash = hash;
  }

  async read(): Promise<Belief> {
    const { tip, subjects: all } = await this.#store.believed();
    const subjects = all.filter(({ last }) => last.to !== 'removed');
    const marks = new Map<string, string>();
    let digest = EMPTY_STATE;
    for (const { subject, last } of subjects) {
      const key = `${last.id} ${subject}`;
      const mark = this.#marks.get(key) ?? (await stateMark(subject, last.id, this.#hash));
      marks.set(key, mark);
      digest = toggleMark(digest, mark);
    }
    this.#marks = marks;
    return { tip, subjects, digest };
  }
}
