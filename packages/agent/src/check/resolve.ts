import { type Check, type Container, type ProbeSpec, policyOf, probeCommand } from '@hale/core';
import { type CheckRule, ruleFor } from './config.ts';
import type { CheckFault } from './fault.ts';
import { checkOfLabels } from './labels.ts';
import type { ProbeSettings, Settings } from './settings.ts';

export interface Resolved {
  /** `null`: there is nothing to check, or nothing that could be run. */
  readonly check: Check | null;
  readonly faults: readonly CheckFault[];
}

/**
 * What is to be checked of a container. A config comes before labels, and labels come before the container's own healthcheck,
 * setting by setting, as moby has a container's healthcheck come before its image's. So a label `hale.check.http` replaces
 * the healthcheck's command and keeps its retries, and a label `hale.check.by=hale` alone has hale run the healthcheck that is there.
 * Of a config the first rule for the container counts, of a healthcheck that is `NONE` nothing.
 */
export function resolveCheck(container: Container, rules: readonly CheckRule[] = []): Resolved {
  const labels = checkOfLabels(container);
  const own = ownCheck(container);
  const layers: readonly Layer[] = [
    { from: 'config', settings: ruleFor(container, rules)?.settings ?? NOTHING },
    { from: 'labels', settings: labels.settings },
    { from: 'healthcheck', settings: own },
  ];
  const decisive = layers.find(({ settings }) => settings.probe !== null);
  const probe = decisive?.settings.probe ? runnable(decisive.settings.probe, container) : null;
  if (!decisive || !probe) return { check: null, faults: labels.faults };
  if (typeof probe === 'string') {
    const fault = { container: container.name, path: PATHS[decisive.from], message: probe };
    return { check: null, faults: [...labels.faults, fault] };
  }
  const first = <K extends Exclude<keyof Settings, 'probe'>>(key: K): Settings[K] | undefined =>
    layers.map(({ settings }) => settings[key]).find((value) => value !== null);
  const policy = policyOf({
    intervalMs: first('intervalMs') ?? 0,
    timeoutMs: first('timeoutMs') ?? 0,
    startPeriodMs: first('startPeriodMs') ?? 0,
    startIntervalMs: first('startIntervalMs') ?? 0,
    retries: first('retries') ?? 0,
  });
  const check: Check = { probe, policy, by: first('by') ?? 'auto', from: decisive.from };
  return { check, faults: labels.faults };
}

interface Layer {
  readonly from: Check['from'];
  readonly settings: Settings;
}

const NOTHING: Settings = {
  probe: null,
  intervalMs: null,
  timeoutMs: null,
  startPeriodMs: null,
  startIntervalMs: null,
  retries: null,
  by: null,
};

const PATHS: Readonly<Record<Check['from'], string>> = {
  config: 'exec',
  labels: 'hale.check.exec',
  healthcheck: 'Config.Healthcheck.Test',
};

/** Its durations and retries mean the default where they are 0. */
function ownCheck({ healthcheck }: Container): Settings {
  const [word] = healthcheck?.test ?? [];
  if (!healthcheck || word === undefined || word === 'NONE') return NOTHING;
  const { test, intervalMs, timeoutMs, startPeriodMs, startIntervalMs, retries } = healthcheck;
  const probe = { kind: 'exec', test } as const;
  return { probe, intervalMs, timeoutMs, startPeriodMs, startIntervalMs, retries, by: null };
}

/** As it can be handed to a probe; text says why it cannot. */
function runnable(probe: ProbeSettings, container: Container): ProbeSpec | string | null {
  if (probe.kind !== 'exec') return probe;
  const command = probeCommand(probe.test, container);
  switch (command.kind) {
    case 'exec':
      return command;
    case 'none':
      return null;
    case 'empty':
      return 'CMD without a command: every probe of it is an error';
    case 'unknown':
      return `${JSON.stringify(command.word.slice(0, 64))} is not CMD, CMD-SHELL or NONE, so the engine runs nothing`;
  }
}
