import { rfc3339 } from '../instant.ts';
import { type Call, json, type Route } from '../router.ts';
import { API_VERSION, ENGINE_VERSION, MIN_API_VERSION, PLATFORM } from '../version.ts';

export const systemRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/_ping$/, answer: () => ping('OK') },
  { method: 'HEAD', path: /^\/_ping$/, answer: () => ping(null) },
  { method: 'GET', path: /^\/version$/, answer: version },
  { method: 'GET', path: /^\/info$/, answer: info },
];

/** What the docker CLI warns of if the machine cannot do it. */
const LIMITS = [
  'MemoryLimit',
  'SwapLimit',
  'CpuCfsPeriod',
  'CpuCfsQuota',
  'CPUShares',
  'CPUSet',
  'PidsLimit',
  'IPv4Forwarding',
  'BridgeNfIptables',
  'BridgeNfIp6tables',
];

function ping(body: string | null): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'builder-version': '2', swarm: 'inactive' };
  return new Response(body, { headers });
}

function version(): Response {
  const details = {
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: 'simulated',
    GoVersion: 'none',
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: 'simulated',
    BuildTime: '2024-07-23T00:00:00.000000000+00:00',
  };
  return json({
    Platform: { Name: PLATFORM },
    Components: [{ Name: 'Engine', Version: ENGINE_VERSION, Details: { ...details, Experimental: 'false' } }],
    Version: ENGINE_VERSION,
    ...details,
  });
}

function info({ daemon }: Call): Response {
  const count = (...statuses: readonly string[]): number =>
    daemon.supervisors.filter(({ container }) => statuses.includes(container.status)).length;
  return json({
    ID: daemon.id,
    Containers: daemon.supervisors.length,
    ContainersRunning: count('running', 'restarting'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('created', 'exited'),
    Images: new Set(daemon.supervisors.map(({ container }) => container.image)).size,
    Driver: 'simulated',
    Plugins: { Volume: [], Network: [], Authorization: null, Log: [] },
    ...Object.fromEntries(LIMITS.map((limit) => [limit, true])),
    NEventsListener: daemon.events.subscribers,
    SystemTime: rfc3339(daemon.stamp()),
    LoggingDriver: 'none',
    CgroupDriver: 'none',
    CgroupVersion: '2',
    KernelVersion: 'simulated',
    OperatingSystem: PLATFORM,
    OSType: 'linux',
    Architecture: 'x86_64',
    NCPU: 2,
    MemTotal: 4 * 2 ** 30,
    DockerRootDir: '/simulated',
    Name: 'simulated',
    Labels: [],
    ServerVersion: ENGINE_VERSION,
    Runtimes: { runc: { path: 'runc' } },
    DefaultRuntime: 'runc',
    Swarm: { LocalNodeState: 'inactive' },
    LiveRestoreEnabled: false,
    SecurityOptions: ['name=seccomp,profile=builtin'],
    Warnings: null,
  });
}
