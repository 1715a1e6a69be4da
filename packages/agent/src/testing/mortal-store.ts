import type { AgentStore } from '@hale/store';

/** What one process sees of a store that outlives it. */
export interface MortalStore {
  readonly store: AgentStore;
  /**
   * After so many more commits the process dies: nothing that it asks of the store is ever answered again. `with`: whether the last
   * one still reaches the disk.
   */
  dieAfter(commits: number, last: 'with' | 'without'): void;
  readonly dead: boolean;
}

export function mortal(store: AgentStore): MortalStore {
  let left = Number.POSITIVE_INFINITY;
  let last: 'with' | 'without' = 'with';
  let dead = false;
  const never = new Promise<never>(() => undefined);
  const alive = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (dead) return never;
    const answer = await ask();
    return dead ? never : answer;
  };
  return {
    store: {
      load: () => alive(() => store.load()),
      async commit(batch) {
        if (dead) return never;
        if (left > 0) {
          left -= 1;
          return store.commit(batch);
        }
        dead = true;
        if (last === 'with') await store.commit(batch);
        return never;
      },
      chain: (...place) => alive(() => store.chain(...place)),
      earlier: (...place) => alive(() => store.earlier(...place)),
      behind: (...place) => alive(() => store.behind(...place)),
      believed: () => alive(() => store.believed()),
      history: (query) => alive(() => store.history(query)),
      days: (query) => alive(() => store.days(query)),
      outstanding: (limit) => alive(() => store.outstanding(limit)),
      prune: (now) => alive(() => store.prune(now)),
      close: () => alive(() => store.close()),
      due: (...query) => alive(() => store.due(...query)),
      nextDue: (destination) => alive(() => store.nextDue(destination)),
      deliveries: (...query) => alive(() => store.deliveries(...query)),
      destinations: () => alive(() => store.destinations()),
      entriesAfter: (...query) => alive(() => store.entriesAfter(...query)),
      silences: () => alive(() => store.silences()),
      silence: (change) => alive(() => store.silence(change)),
      save: (changes) => alive(() => store.save(changes)),
    },
    dieAfter(commits, how) {
      left = commits;
      last = how;
    },
    get dead() {
      return dead;
    },
  };
}
