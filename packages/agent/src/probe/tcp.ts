import type { Clock, ConnectTcp, Signal, TcpSpec } from '@hale/core';
import { type Address, authority } from './address.ts';
import { attempt } from './attempt.ts';
import type { ProbeOutcome } from './outcome.ts';
import { reachable } from './reachable.ts';

export interface TcpProbe {
  readonly spec: TcpSpec;
  /** Of the container; not looked at when the check names a host. */
  readonly address: Address;
  readonly timeoutMs: number;
}

export interface TcpPorts {
  readonly clock: Clock;
  readonly connect: ConnectTcp;
}

/** One tcp probe: it passes when a connection stands. */
export async function runTcp(
  { spec, address, timeoutMs }: TcpProbe,
  { clock, connect }: TcpPorts,
  cancel: Signal,
): Promise<ProbeOutcome> {
  return attempt({ clock, timeoutMs, cancel }, async (signal) => {
    const reached = reachable(spec, address);
    await connect(reached.host, reached.port, signal);
    return { exitCode: 0, output: `${authority(reached)}: a connection stands` };
  });
}
