import { HaleError } from '@hale/core';
import type { CheckResult } from '@hale/protocol';
import type { Agent } from '../agent.ts';
import type { ContainerView } from '../view.ts';

/** More would be a load that nobody configured. */
export const ASKED_AT_ONCE = 8;
/** Longest that one who asks is kept waiting. */
export const ASKED_WITHIN_MS = 30_000;

type Asked = Pick<Agent, 'asking' | 'containers' | 'clock'>;

/** Checks that are run because somebody asked: of each container one at a time, whoever else asks has the same one. */
export class AskedChecks {
  readonly #agent: Asked;
  readonly #underWay = new Map<string, Promise<CheckResult>>();

  constructor(agent: Asked) {
    this.#agent = agent;
  }

  /** `null`: too many are under way. Otherwise as `Checks.ask`, and `timeout` where it takes too long. */
  run(view: ContainerView): Promise<CheckResult> | null {
    const { id } = view.container;
    const known = this.#underWay.get(id);
    if (known) return known;
    if (this.#underWay.size >= ASKED_AT_ONCE) return null;
    const run = this.#run(view).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, run);
    return run;
  }

  async #run({ container, condition }: ContainerView): Promise<CheckResult> {
    const { clock, asking } = this.#agent;
    if (asking === null) throw new HaleError('conflict', 'hale was not asked to run checks');
    const stop = new AbortController();
    const late = clock.sleepUntil(clock.monotonic() + ASKED_WITHIN_MS, stop.signal).then(() => {
      throw new HaleError(
        'timeout',
        `the check of ${container.name} has not ended within ${ASKED_WITHIN_MS / 1_000} s`,
      );
    });
    late.catch(() => undefined);
    try {
      const verdict = await Promise.race([asking.ask(container, stop.signal), late]);
      if (verdict.kind === 'void') throw verdict.reason;
      const { start, end, exitCode, output } = verdict.finding;
      const now = this.#agent.containers().find((view) => view.container.id === container.id);
      return {
        counts: verdict.counts,
        passed: exitCode === 0,
        start,
        end,
        exitCode,
        output,
        condition: now?.condition ?? condition,
      };
    } finally {
      stop.abort();
    }
  }
}
