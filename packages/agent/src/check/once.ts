import { applyProbeResult, type Container, type Health } from '@hale/core';
import type { CheckOptions, ProbeSite } from './checks.ts';
import { asHealthcheck } from './healthcheck.ts';
import { resolveCheck } from './resolve.ts';
import { assignRunner } from './runner.ts';

const UNTRIED: Health = { status: 'starting', failingStreak: 0, log: [] };

/**
 * A container as one probe of it shows it, where its check is hale's to run; else as the engine does. One failure is a verdict
 * only where a single one is enough. `now`: epoch milliseconds of the engine's clock.
 */
export async function checkOnce(
  container: Container,
  options: CheckOptions,
  site: ProbeSite,
  { now, cancel }: { readonly now: number; readonly cancel: AbortSignal },
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
    if (outcome.kind === 'void') return UNTRIED;
    const { error: _, ...result } = outcome.finding;
    return applyProbeResult(UNTRIED, result, assigned.policy, container.state.startedAt);
  }
}
