import { toDockerHealth } from '../health.ts';
import type { Healthcheck } from '../healthcheck.ts';
import type { SimulatedContainer } from './container.ts';
import { rfc3339 } from './instant.ts';

const NANOSECONDS_PER_MS = 1_000_000;

/** `GET /containers/{id}/json`, as much of it as the docker CLI and hale look at. */
export function inspect(container: SimulatedContainer, execIds: readonly string[]): object {
  const { id, name, image, command, labels, restart } = container;
  const [path = '', ...args] = command;
  return {
    Id: id,
    Created: rfc3339(container.createdAt),
    Path: path,
    Args: args,
    State: inspectState(container),
    Image: imageId(image),
    Name: `/${name}`,
    RestartCount: container.restartCount,
    Driver: 'simulated',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: execIds.length === 0 ? null : execIds,
    HostConfig: {
      Binds: null,
      LogConfig: { Type: 'json-file', Config: {} },
      NetworkMode: 'bridge',
      PortBindings: {},
      RestartPolicy: { Name: restart.name, MaximumRetryCount: restart.maximumRetries },
      AutoRemove: false,
      Privileged: false,
    },
    Mounts: [],
    Config: {
      Hostname: id.slice(0, 12),
      Domainname: '',
      User: '',
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      Tty: container.tty,
      OpenStdin: false,
      StdinOnce: false,
      Env: null,
      Cmd: command,
      ...(container.healthcheck !== null && { Healthcheck: inspectHealthcheck(container.healthcheck) }),
      Image: image,
      Volumes: null,
      WorkingDir: '',
      Entrypoint: null,
      OnBuild: null,
      Labels: labels,
      StopSignal: container.stopSignal,
      StopTimeout: Math.round(container.stopTimeoutMs / 1000),
    },
    NetworkSettings: { Ports: {}, Networks: {} },
  };
}

function inspectState(container: SimulatedContainer): object {
  const { status, health } = container;
  const isRestarting = status === 'restarting';
  return {
    Status: status,
    Running: status === 'running' || status === 'paused' || isRestarting,
    Paused: status === 'paused',
    Restarting: isRestarting,
    OOMKilled: container.oomKilled,
    Dead: false,
    Pid: container.pid,
    ExitCode: container.exitCode,
    Error: '',
    StartedAt: rfc3339(container.startedAt),
    FinishedAt: rfc3339(container.finishedAt),
    ...(health !== null && { Health: toDockerHealth(health) }),
  };
}

/** Whatever is 0 is left out. */
function inspectHealthcheck(check: Healthcheck): object {
  const { test, intervalMs, timeoutMs, startPeriodMs, startIntervalMs, retries } = check;
  return {
    Test: test,
    ...(intervalMs > 0 && { Interval: intervalMs * NANOSECONDS_PER_MS }),
    ...(timeoutMs > 0 && { Timeout: timeoutMs * NANOSECONDS_PER_MS }),
    ...(startPeriodMs > 0 && { StartPeriod: startPeriodMs * NANOSECONDS_PER_MS }),
    ...(startIntervalMs > 0 && { StartInterval: startIntervalMs * NANOSECONDS_PER_MS }),
    ...(retries > 0 && { Retries: retries }),
  };
}

/** The same name is the same image. FNV-1a, stretched: nobody verifies it. */
export function imageId(image: string): string {
  let hash = 0x811c9dc5;
  for (const character of image) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `sha256:${hash.toString(16).padStart(8, '0').repeat(8)}`;
}
