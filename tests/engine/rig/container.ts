import { call } from './call.ts';
import { testImage } from './image.ts';

export interface ContainerOptions {
  readonly name?: string;
  /** Without it the container sleeps. */
  readonly cmd?: readonly string[];
  /** As Docker's own `Healthcheck`; Podman takes it but runs no check without systemd. */
  readonly health?: HealthOptions;
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: readonly string[];
  readonly user?: string;
  readonly restart?: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** One second if not given: the default command, as process 1, ignores SIGTERM. */
  readonly stopTimeoutS?: number;
  readonly tty?: boolean;
  /** Leaves the container created. */
  readonly start?: boolean;
  /** Anything else of the body of `POST /containers/create`. */
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface HealthOptions {
  /** `['CMD', 'true']`, `['CMD-SHELL', 'exit 1']` or `['NONE']`. */
  readonly test: readonly string[];
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly startPeriodMs?: number;
  /** Docker 25 and later. */
  readonly startIntervalMs?: number;
  readonly retries?: number;
}

export interface Container {
  readonly id: string;
  readonly name: string;
}

/** Creates and starts one, on the host's network: the rig's engines have no bridge. */
export async function runContainer(socket: string, options: ContainerOptions = {}): Promise<Container> {
  const { name, start = true } = options;
  const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
  const { Id: id } = await want<{ Id: string }>(
    socket,
    'POST',
    `/containers/create${query}`,
    createBody(options),
  );
  if (start) await want(socket, 'POST', `/containers/${id}/start`);
  const { Name } = await want<{ Name: string }>(socket, 'GET', `/containers/${id}/json`);
  return { id, name: Name.replace(/^\//, '') };
}

export async function removeContainers(socket: string): Promise<void> {
  const containers = await want<{ Id: string }[]>(socket, 'GET', '/containers/json?all=1');
  await Promise.all(containers.map(({ Id }) => removeContainer(socket, Id)));
}

/** Killed first, because Podman's forced removal waits for the stop timeout. */
async function removeContainer(socket: string, id: string): Promise<void> {
  await call(socket, 'POST', `/containers/${id}/kill`);
  await want(socket, 'DELETE', `/containers/${id}?force=1&v=1`);
}

function createBody(options: ContainerOptions): object {
  const {
    cmd,
    env,
    user,
    health,
    labels = {},
    restart = 'no',
    stopTimeoutS = 1,
    tty = false,
    body,
  } = options;
  return {
    Image: testImage,
    Labels: labels,
    StopTimeout: stopTimeoutS,
    Tty: tty,
    ...(cmd && { Cmd: cmd }),
    ...(env && { Env: env }),
    ...(user && { User: user }),
    ...(health && { Healthcheck: healthcheck(health) }),
    HostConfig: { NetworkMode: 'host', RestartPolicy: { Name: restart } },
    ...body,
  };
}

function ns(ms = 0): number {
  return ms * 1_000_000;
}

function healthcheck(health: HealthOptions): object {
  return {
    Test: health.test,
    Interval: ns(health.intervalMs),
    Timeout: ns(health.timeoutMs),
    StartPeriod: ns(health.startPeriodMs),
    StartInterval: ns(health.startIntervalMs),
    Retries: health.retries ?? 0,
  };
}

async function want<T>(socket: string, method: string, path: string, body?: unknown): Promise<T> {
  const reply = await call<T>(socket, method, path, body);
  if (reply.status >= 300)
    throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}
