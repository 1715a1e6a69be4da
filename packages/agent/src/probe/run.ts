import { BASELINE, type Check, type Container, type EndProcess, type Parity, type Signal } from '@hale/core';
import type { ProbeSite } from '../check/checks.ts';
import { addressOf, type EngineHost } from './address.ts';
import { runExec } from './exec.ts';
import { type HttpPorts, runHttp } from './http.ts';
import { Leaks } from './leaks.ts';
import type { ProbeOutcome } from './outcome.ts';
import { runTcp, type TcpPorts } from './tcp.ts';

/** What probing needs of the world. */
export interface ProbePorts {
  /** Of http checks; follows no redirect. */
  readonly http: HttpPorts['http'];
  /** Of tcp checks. */
  readonly connect: TcpPorts['connect'];
  /** Ends a probe that takes too long, where that is possible. */
  readonly endProcess: EndProcess;
  /** Where the engine is, seen from here. */
  readonly host: EngineHost;
  /** Ends all that probing has left open. */
  readonly closing: Signal;
  /** As which moby to behave; default {@link BASELINE}. */
  readonly parity?: Parity;
}

type Run = (container: Container, check: Check, cancel: Signal, site: ProbeSite) => Promise<ProbeOutcome>;

/** Runs any check once: what `WatchOptions.checks.run` asks for. */
export function probeRunner({
  http,
  connect,
  endProcess,
  host,
  closing,
  parity = BASELINE,
}: ProbePorts): Run {
  const leaks = new Leaks();
  return (container, { probe, policy: { timeoutMs } }, cancel, { engine, clock }) => {
    switch (probe.kind) {
      case 'exec': {
        const ports = { engine, clock, endProcess, leaks, closing };
        return runExec({ container, argv: probe.argv, timeoutMs, parity }, ports, cancel);
      }
      case 'http': {
        const address = addressOf(container, probe.port, host);
        return runHttp({ spec: probe, address, timeoutMs }, { clock, http }, cancel);
      }
      case 'tcp': {
        const address = addressOf(container, probe.port, host);
        return runTcp({ spec: probe, address, timeoutMs }, { clock, connect }, cancel);
      }
    }
  };
}
