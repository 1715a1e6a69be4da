import type { Machine } from './machine.ts';

const MOUNTS = '/proc/self/mountinfo';
/** What an engine mounts into each of its containers, from a folder that is named after it. */
const MOUNTED = /\/(?:overlay-)?containers\/([0-9a-f]{64})\/\S* \/etc\/(?:hostname|hosts|resolv\.conf) /;

/** The id of the container that this process runs in; `null`: in none that can be told. */
export async function ownContainerId({ readText }: Pick<Machine, 'readText'>): Promise<string | null> {
  const mounts = await readText(MOUNTS).catch(() => null);
  return (
    mounts
      ?.split('\n')
      .map((line) => MOUNTED.exec(line)?.[1])
      .find((id) => id !== undefined) ?? null
  );
}
