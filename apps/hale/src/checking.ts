import { type CheckOptions, type EngineHost, probeRunner } from '@hale/agent';
import type { HttpSpec, Signal } from '@hale/core';
import { connectTcp, createEndProcess } from '@hale/core/node';
import { createTargetHttp, type TargetHttp } from '@hale/core/undici';
import type { Settings } from './config/settings.ts';

export interface CheckingOptions {
  readonly allowExec: boolean;
  readonly config: Settings['checks'];
  readonly closing: Signal;
}

/** What has hale run checks of its own, from this machine. `closing` ends what they have left open. */
export function createChecking(
  host: EngineHost | null,
  { allowExec, config, closing }: CheckingOptions,
): { readonly checking: { readonly checks?: CheckOptions }; close(): Promise<void> } {
  if (host === null) return { checking: {}, close: async () => undefined };
  const targets = new Map<string, TargetHttp>();
  const targetOf = (tls: HttpSpec['tls']): TargetHttp => {
    const key = JSON.stringify(tls);
    const target = targets.get(key) ?? createTargetHttp(tls);
    targets.set(key, target);
    return target;
  };
  const run = probeRunner({
    http: (tls) => targetOf(tls).http,
    connect: connectTcp,
    endProcess: createEndProcess(),
    host,
    closing,
  });
  return {
    checking: { checks: { run, allowExec, config } },
    async close() {
      await Promise.all([...targets.values()].map((target) => target.close()));
    },
  };
}
