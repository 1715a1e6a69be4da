import { until } from '../rig/index.ts';
import { Diary } from './diary.ts';
import type { Twin } from './twins.ts';

/** The first so many results of a twin. */
export interface Following {
  readonly name: string;
  readonly twin: Twin;
  readonly results: number;
}

/** Looks at all of them, again and again, until they have come to their number of results. */
export async function follow(followed: readonly Following[], withinMs: number): Promise<readonly Diary[]> {
  const diaries = followed.map(() => new Diary());
  const isDone = ({ results }: Following, index: number): boolean =>
    (diaries[index]?.entries.length ?? 0) >= results;
  const missing = (): string =>
    followed
      .filter((following, index) => !isDone(following, index))
      .map(({ name, twin }) => `${name} (${twin.by})`)
      .join(', ');
  const look = async (following: Following, index: number): Promise<void> => {
    if (isDone(following, index)) return;
    const seen = await following.twin.look();
    if (seen) diaries[index]?.note(seen.health);
  };
  const turn = async (): Promise<boolean> => {
    await Promise.all(followed.map(look));
    return followed.every(isDone);
  };
  try {
    await until('all results', turn, withinMs);
  } catch (cause) {
    throw new Error(`results are missing of: ${missing()}`, { cause });
  }
  return diaries;
}
