import { connect } from 'node:net';
import type { ConnectTcp } from '../connect-tcp.ts';
import { HaleError } from '../error.ts';
import { TARGET_CONNECT_TIMEOUT_MS, targetFailure } from '../undici/index.ts';

/** Tries each address of a name in turn, as browsers do. @throws HaleError `unreachable`, `timeout`, `bad-input` */
export const connectTcp: ConnectTcp = (host, port, signal) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const label = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    const socket = connect({ host, port, timeout: TARGET_CONNECT_TIMEOUT_MS });
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = (): void => finish(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    socket
      .once('connect', () => finish(resolve))
      .once('timeout', () =>
        finish(() => reject(new HaleError('timeout', `${label}: no connection came about in time`))),
      )
      .on('error', (error) => finish(() => reject(targetFailure(firstOf(error), label))));
  });

/** Where a name has several addresses, what went wrong with the first. */
function firstOf(error: Error): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}
