import type { Container, EngineState } from '../container.ts';
import type { EngineEvent, EventAction } from '../event.ts';
import type { Health, HealthStatus, ProbeResult } from '../health.ts';

/** Noon of a quiet day: the usual "now" of a test. */
export const NOON = Date.UTC(2026, 0, 1, 12);

type Change = Partial<Omit<Container, 'state'>> & { readonly state?: Partial<EngineState> };

/** A running container without a healthcheck that started a minute before {@link NOON}, except for `change`. */
export function aContainer({ state, ...change }: Change = {}): Container {
  return {
    id: 'c0ffee'.padEnd(64, '0'),
    name: 'web',
    image: 'nginx:1',
    createdAt: at(-61_000),
    labels: {},
    state: {
      status: 'running',
      exitCode: 0,
      oomKilled: false,
      startedAt: at(-60_000),
      finishedAt: '0001-01-01T00:00:00Z',
      ...state,
    },
    health: null,
    healthcheck: null,
    restartPolicy: 'no',
    restartCount: 0,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    pid: 4711,
    os: 'linux',
    shell: [],
    network: { mode: 'bridge', addresses: ['172.17.0.2'], published: [] },
    forged: [],
    ...change,
  };
}

/** The same with a healthcheck of three retries. */
export function aCheckedContainer(status: HealthStatus, failingStreak = 0, change: Change = {}): Container {
  const healthcheck = {
    test: ['CMD', 'true'],
    intervalMs: 0,
    timeoutMs: 0,
    startPeriodMs: 0,
    startIntervalMs: 0,
    retries: 3,
  };
  return aContainer({ healthcheck, health: aHealth(status, failingStreak), ...change });
}

/** A record whose log fits its streak. */
export function aHealth(status: HealthStatus, failingStreak = 0): Health {
  const fails = Math.min(failingStreak, 5);
  const passes = status === 'starting' ? 0 : Math.min(1, 5 - fails);
  const codes = [...Array<number>(passes).fill(0), ...Array<number>(fails).fill(1)];
  return { status, failingStreak, log: codes.map((code, n) => aProbe(code, (n - codes.length) * 1_000)) };
}

export function aProbe(exitCode: number, offsetMs: number): ProbeResult {
  return {
    start: at(offsetMs),
    end: at(offsetMs + 10),
    exitCode,
    output: exitCode === 0 ? 'ok\n' : 'refused\n',
  };
}

/** An event of {@link aContainer}, `offsetMs` after {@link NOON}. */
export function anEvent(action: EventAction, offsetMs: number, rest: Partial<EngineEvent> = {}): EngineEvent {
  const time = NOON + offsetMs;
  const { id, name, image, labels } = aContainer();
  return { action, id, at: time, timeNano: `${time}000000`, name, image, labels, ...rest };
}

/** RFC 3339 text of {@link NOON} and an offset. */
export function at(offsetMs: number): string {
  return new Date(NOON + offsetMs).toISOString();
}
