import { quantile } from '../quantile.ts';

export interface Load {
  readonly messages: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The part of the time in which this process has computed. */
  readonly senderBusy: number;
}

/** Those of a group send one after another, again and again, each once the one before is answered; all groups at once. */
export async function load<Sender>(
  groups: readonly (readonly Sender[])[],
  forMs: number,
  send: (sender: Sender) => Promise<void>,
): Promise<Load> {
  const tookMs: number[] = [];
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const inTurns = async (group: readonly Sender[]): Promise<void> => {
    for (;;)
      for (const sender of group) {
        const sentAt = performance.now();
        if (sentAt - start >= forMs) return;
        await send(sender);
        tookMs.push(performance.now() - sentAt);
      }
  };
  await Promise.all(groups.map(inTurns));
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    messages: tookMs.length,
    perSecond: (tookMs.length / elapsedMs) * 1_000,
    p50Ms: quantile(tookMs, 0.5),
    p99Ms: quantile(tookMs, 0.99),
    senderBusy: (user + system) / 1_000 / elapsedMs,
  };
}
