import { applyProbeResult, type Container, type Health } from '@hale/core';
import type { CheckOptions, ProbeSite } from './checks.ts';
import { asHealthcheck } from './healthcheck.ts';
import { resolveCheck } from './resolve.ts';
import { assignRunner } from './runner.ts';

const UNTRIED: Health = { status: 'starting', failingStreak: 0, log: [] };

export interface CheckMoment {
  /** Epoch milliseconds of the engine's clock. */
  readonly now: number;
  readonly cancel: AbortSignal;
  /** What an earlier probe of this run has shown. */
  readonly before?: Health | null;
}

/**
 * A container as one probe of it shows it, where its check is hale's to run; else as the engine does. One failure is a verdict
 * only where a single one is enough, or others came before.
 */
export async function checkOnce(
  container: Container,
  options: CheckOptions,
  site: ProbeSite,
  { now, cancel, before = null }: CheckMoment,
): Promise<Container> {
  const { check } = resolveCheck(container, options.config);
  if (!check || container.state.status !== 'running') return container;
  const { allowExec = false } = options;
  const situation = { now, allowExec, engine: site.engine.kind, was: null };
  const { runner, check: assigned } = assignRunner(container, check, situation);
  if (runner !== 'hale') return container;
  const outcome = await options.run(container, assigned, cancel, site);
  return { ...container, healthcheck: asHealthcheck(assigned), health: healthAfter() };

  function healthAfter(): Health {
    const known = before ?? UNTRIED;
    if (outcome.kind === 'void') return known;
    const { error: _, ...result } = outcome.finding;
    return applyProbeResult(known, result, assigned.policy, container.state.startedAt);
  }
}
