import type { ContainerView } from '@hale/agent';
import { EXEC_START_TIMEOUT_MS, hasHealthcheck, policyOf } from '@hale/core';
import type { EngineKind } from '@hale/core/docker';
import { shortName } from '../screen/name.ts';
import { type Finding, fine, plural, warning } from './finding.ts';

/** Whether the engine runs the healthchecks it was given. `now`: of the engine's clock, epoch milliseconds. */
export function judgeChecks(views: readonly ContainerView[], kind: EngineKind, now: number): Finding {
  const checked = views.filter(
    ({ container }) => container.state.status === 'running' && hasHealthcheck(container.healthcheck),
  );
  const overdue = checked.filter((view) => now > dueBy(view));
  if (checked.length === 0) return fine('checks', 'no running container has a healthcheck');
  if (overdue.length === 0)
    return fine('checks', `every healthcheck of ${plural(checked.length, 'running container')} is on time`);
  const names = overdue.slice(0, 5).map(({ subject }) => shortName(subject));
  const more = overdue.length > names.length ? `, +${overdue.length - names.length} more` : '';
  return warning(
    'checks',
    `${overdue.length} of ${checked.length} healthchecks ${overdue.length === 1 ? 'is' : 'are'} overdue: ${names.join(', ')}${more}`,
    kind === 'podman'
      ? 'Podman runs healthchecks from systemd timers. Without systemd have hale run them (--allow-exec; each at most every 30 s, for Podman keeps two processes for minutes after each), or run `podman healthcheck run` on a timer of your own.'
      : 'The engine is overloaded, or its probes hang: look at its log.',
  );
}

/** When the result of the next probe should be there at the latest. */
function dueBy({ container: { state, health, healthcheck } }: ContainerView): number {
  const last = Date.parse(health?.log.at(-1)?.end ?? '') || 0;
  const from = Math.max(last, Date.parse(state.startedAt));
  const { intervalMs, timeoutMs } = policyOf(healthcheck);
  return from + intervalMs + timeoutMs + EXEC_START_TIMEOUT_MS;
}
