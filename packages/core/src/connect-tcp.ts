import type { Signal } from './signal.ts';

/** Opens a TCP connection, and closes it as soon as it stands. Throws a `HaleError`, or the signal's own reason when aborted. */
export type ConnectTcp = (host: string, port: number, signal: Signal) => Promise<void>;
