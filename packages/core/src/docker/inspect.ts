import * as z from 'zod';
import type { Container } from '../container.ts';
import type { Signal } from '../signal.ts';
import { isTimestamp } from '../timestamp.ts';
import { call } from './call.ts';
import type { Engine } from './engine.ts';
import { healthAnswer, healthcheckAnswer, healthcheckOf, healthOf } from './health.ts';
import { checkIdentifier, shortId } from './identifier.ts';
import { keptLabels } from './labels.ts';
import { networkAnswer, networkOf } from './network.ts';
import { engineStatus } from './status.ts';

/** `stopTimeoutMs` of a container that the engine waits for without end (`StopTimeout` -1). */
export const STOP_WITHOUT_END_MS = Number.MAX_SAFE_INTEGER;

const NEVER = '0001-01-01T00:00:00Z';
const DEFAULT_STOP_SIGNAL = 'SIGTERM';
const DEFAULT_STOP_TIMEOUT_S = 10;
const DEFAULT_OS = 'linux';
const FORGEABLE = ['exitCode', 'signal'] as const;

const time = z.string().refine(isTimestamp, 'expected an RFC 3339 time');
// A record schema would copy every label before most are dropped.
const labels = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null,
  {
    error: 'expected an object',
  },
);

const answer = z.object({
  Id: z.string().min(1),
  Name: z.string().nullish(),
  Created: time.nullish(),
  RestartCount: z.int().nullish(),
  Platform: z.string().nullish(),
  State: z.object({
    Status: engineStatus,
    ExitCode: z.int(),
    OOMKilled: z.boolean().nullish(),
    StartedAt: time,
    FinishedAt: time,
    Pid: z.int().nullish(),
    Health: healthAnswer.nullish(),
  }),
  Config: z
    .object({
      Image: z.string().nullish(),
      Labels: labels.nullish(),
      // Podman 4 gives a number.
      StopSignal: z.union([z.string(), z.int()]).nullish(),
      StopTimeout: z.int().nullish(),
      Healthcheck: healthcheckAnswer.nullish(),
      Shell: z.array(z.string()).nullish(),
    })
    .nullish(),
  HostConfig: z
    .object({
      NetworkMode: z.string().nullish(),
      RestartPolicy: z.object({ Name: z.string().nullish() }).nullish(),
    })
    .nullish(),
  NetworkSettings: networkAnswer.nullish(),
});

/**
 * `GET /containers/{id}/json`, without what hale has no business to know: environment, command, mounts, other labels.
 *
 * @throws HaleError `bad-input` for what is no name or id, before anything is sent; `not-found`; `protocol` with the path of the
 * field that is amiss; and the errors of any call
 */
export async function inspect(
  engine: Engine,
  idOrName: string,
  options: { readonly signal?: Signal; readonly timeoutMs?: number } = {},
): Promise<Container> {
  const path = `/containers/${checkIdentifier(idOrName, 'container')}/json`;
  const said = await call(engine, { method: 'GET', path, allow: 'CONTAINERS=1', ...options }, answer);
  return toContainer(said, engine.labels);
}

function toContainer(said: z.output<typeof answer>, asked: Engine['labels']): Container {
  const { State: state, Config: config } = said;
  const healthcheck = config?.Healthcheck ? healthcheckOf(config.Healthcheck) : null;
  const stopTimeout = config?.StopTimeout ?? DEFAULT_STOP_TIMEOUT_S;
  return {
    id: said.Id,
    name: said.Name?.replace(/^\//, '') || shortId(said.Id),
    image: config?.Image ?? '',
    createdAt: said.Created ?? NEVER,
    labels: keptLabels(config?.Labels, asked),
    state: {
      status: state.Status,
      exitCode: state.ExitCode,
      oomKilled: state.OOMKilled ?? false,
      startedAt: state.StartedAt,
      finishedAt: state.FinishedAt,
    },
    health: state.Health ? healthOf(state.Health, healthcheck ?? { test: [] }) : null,
    healthcheck,
    restartPolicy: restartPolicyOf(said.HostConfig?.RestartPolicy?.Name),
    restartCount: said.RestartCount ?? 0,
    stopSignal: String(config?.StopSignal || DEFAULT_STOP_SIGNAL),
    stopTimeoutMs: stopTimeout < 0 ? STOP_WITHOUT_END_MS : stopTimeout * 1000,
    pid: state.Pid ?? 0,
    os: said.Platform || DEFAULT_OS,
    shell: config?.Shell ?? [],
    network: networkOf(said.HostConfig?.NetworkMode, said.NetworkSettings),
    forged: FORGEABLE.filter((attribute) => Object.hasOwn(config?.Labels ?? {}, attribute)),
  };
}

function restartPolicyOf(name: string | null | undefined): Container['restartPolicy'] {
  return name === 'always' || name === 'on-failure' || name === 'unless-stopped' ? name : 'no';
}
