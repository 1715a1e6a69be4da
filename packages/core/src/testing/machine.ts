import type { Machine } from '../node/machine.ts';

export interface SimulatedMachineOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Path to text. A socket is a file as any other. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default `linux`. */
  readonly platform?: string;
  /** Default 1000. */
  readonly uid?: number | undefined;
}

/** A machine that consists of its settings and a few files. Its home is `/home/me`. */
export function createSimulatedMachine(options: SimulatedMachineOptions = {}): Machine {
  const { env = {}, files = {}, platform = 'linux' } = options;
  return {
    env,
    home: '/home/me',
    platform,
    uid: 'uid' in options ? options.uid : 1000,
    readText: (path) => Promise.resolve(files[path] ?? null),
    exists: (path) => Promise.resolve(path in files),
  };
}
