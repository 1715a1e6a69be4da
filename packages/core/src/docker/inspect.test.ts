import { describe, expect, it } from 'vitest';
import type { Container } from '../container.ts';
import { inspect, STOP_WITHOUT_END_MS } from './inspect.ts';
import { answering, fixture } from './testing/http.ts';

const ID = 'c0ffee'.padEnd(64, '0');
const STATE = {
  Status: 'exited',
  ExitCode: 3,
  StartedAt: '2022-04-05T09:35:31.758578263Z',
  FinishedAt: '2022-04-05T09:35:31.75743118Z',
};

async function inspected(body: unknown): Promise<Container> {
  return inspect(answering(() => ({ body })).engine, ID);
}

/** As `docker inspect` prints it: an array of one. */
function recorded(name: string): Promise<Container> {
  return inspected(JSON.parse(fixture(name))[0]);
}

describe('inspect', () => {
  it('asks for one container by its id or name', async () => {
    const { engine, received } = answering(() => ({ body: { Id: ID, State: STATE } }));
    await inspect(engine, 'shop-web-1');
    expect(received).toMatchObject([{ method: 'GET', path: '/v1.45/containers/shop-web-1/json' }]);
  });

  it('sends nothing for what is no name', async () => {
    const { engine, received } = answering(() => ({}));
    await expect(inspect(engine, '../images')).rejects.toMatchObject({
      code: 'bad-input',
      path: 'container',
    });
    expect(received).toEqual([]);
  });

  it('says not-found in the words of the engine', async () => {
    const { engine } = answering(() => ({ status: 404, body: { message: 'No such container: x' } }));
    await expect(inspect(engine, 'x')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keeps what hale needs of a real answer, and nothing else', async () => {
    const said = fixture('inspect-docker-26.1.json');
    const container = await inspected(JSON.parse(said));
    expect(container).toEqual({
      id: '0d0c174c90477e7d5461533ef8e41fcc0086e7d2f8a1eb5564b862e7f5a97afe',
      name: 'healthy',
      image: 'hale-test:1',
      createdAt: '2026-11-28T14:19:15.678653343Z',
      labels: { 'com.docker.compose.project': 'p', 'hale.x': 'é<b>' },
      state: {
        status: 'running',
        exitCode: 0,
        oomKilled: false,
        startedAt: '2026-11-28T14:19:15.959273524Z',
        finishedAt: '0001-01-01T00:00:00Z',
      },
      health: { status: 'unhealthy', failingStreak: 3, log: expect.any(Array) },
      healthcheck: {
        test: ['CMD-SHELL', 'echo hi; test ! -e /tmp/bad'],
        intervalMs: 300,
        timeoutMs: 0,
        startPeriodMs: 0,
        startIntervalMs: 0,
        retries: 1,
      },
      restartPolicy: 'no',
      restartCount: 0,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 1000,
      pid: 1021,
      os: 'linux',
      shell: [],
      network: { mode: 'host', addresses: [], published: [] },
      forged: ['exitCode'],
    });
    expect(container.health?.log.map(({ exitCode, output }) => [exitCode, output])).toEqual(
      [0, 0, 1, 1, 1].map((code) => [code, 'hi\n']),
    );
    for (const secret of ['"secret"', 'infinity', '/var/lib/']) {
      expect(said).toContain(secret);
      expect(JSON.stringify(container)).not.toContain(secret);
    }
  });

  it('reads the same of every engine', async () => {
    const alike = ({ name, labels, healthcheck, stopTimeoutMs, forged, state, health }: Container) => {
      const { test, intervalMs, retries } = healthcheck ?? {};
      return {
        name,
        labels,
        stopTimeoutMs,
        forged,
        test,
        intervalMs,
        retries,
        status: [state.status, health?.status],
      };
    };
    const said = ['docker-20.10', 'docker-26.1', 'podman-4.3'].map((engine) =>
      fixture(`inspect-${engine}.json`),
    );
    const [oldest, ...others] = await Promise.all(said.map((text) => inspected(JSON.parse(text))));
    for (const other of others) expect(alike(other)).toEqual(oldest && alike(oldest));
  });

  it("sees no health in Podman's empty one", async () => {
    const said = JSON.parse(fixture('inspect-without-healthcheck-podman-4.3.json'));
    expect(said.State.Health).toMatchObject({ Status: '' });
    expect(await inspected(said)).toMatchObject({ health: null, healthcheck: null, stopSignal: '15' });
  });

  it('makes do with id and state', async () => {
    const withoutHealthcheck = await recorded('running-without-healthcheck.json');
    expect(withoutHealthcheck).toEqual({
      id: '62b16c0d39e0d53cb9b650abbec981c6a05487b44ca5a3e0a70add7ab0b65cba',
      name: '62b16c0d39e0',
      image: '',
      createdAt: '0001-01-01T00:00:00Z',
      labels: {},
      state: {
        status: 'running',
        exitCode: 0,
        oomKilled: false,
        startedAt: '2022-05-14T20:38:38.295539629Z',
        finishedAt: '0001-01-01T00:00:00Z',
      },
      health: null,
      healthcheck: null,
      restartPolicy: 'no',
      restartCount: 0,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 10_000,
      pid: 667_960,
      os: 'linux',
      shell: [],
      network: { mode: '', addresses: [], published: [] },
      forged: [],
    });
    expect((await recorded('exited-255.json')).state).toMatchObject({ status: 'exited', exitCode: 255 });
    expect((await recorded('exited-0.json')).state.finishedAt).toBe('2022-04-05T09:35:31.75743118Z');
  });

  it('keeps the times of a health log in the zone that the engine wrote them', async () => {
    const { state, health } = await recorded('running-healthy.json');
    expect(state.startedAt).toMatch(/Z$/);
    expect(health?.status).toBe('healthy');
    expect(health?.log[0]?.start).toBe('2022-05-16T10:20:11.364683294+08:00');
  });

  it.each([
    ['Id', { State: STATE }],
    ['State', { Id: ID }],
    ['State.StartedAt', { Id: ID, State: { ...STATE, StartedAt: undefined } }],
    ['State.FinishedAt', { Id: ID, State: { ...STATE, FinishedAt: 'now' } }],
    ['State.Status', { Id: ID, State: { ...STATE, Status: 'floating' } }],
    ['State.ExitCode', { Id: ID, State: { ...STATE, ExitCode: '3' } }],
    ['State.Health.Log.0.Start', { Id: ID, State: { ...STATE, Health: { Status: 'healthy', Log: [{}] } } }],
    ['Config.Labels', { Id: ID, State: STATE, Config: { Labels: 'a=b' } }],
  ])('names %s when it is amiss', async (path, body) => {
    await expect(inspected(body)).rejects.toMatchObject({ code: 'protocol', path });
  });

  it.each([
    [null, 'SIGTERM'],
    ['', 'SIGTERM'],
    [0, 'SIGTERM'],
    ['SIGQUIT', 'SIGQUIT'],
    [3, '3'],
  ])('takes a stop signal of %j for %s', async (StopSignal, stopSignal) => {
    expect(await inspected({ Id: ID, State: STATE, Config: { StopSignal } })).toMatchObject({ stopSignal });
  });

  it.each([
    [undefined, 10_000],
    [0, 0],
    [90, 90_000],
    [-1, STOP_WITHOUT_END_MS],
  ])('takes a stop timeout of %j for %i ms', async (StopTimeout, stopTimeoutMs) => {
    expect(await inspected({ Id: ID, State: STATE, Config: { StopTimeout } })).toMatchObject({
      stopTimeoutMs,
    });
  });

  it.each([
    ['', 'no'],
    ['always', 'always'],
    ['on-failure', 'on-failure'],
    ['unless-stopped', 'unless-stopped'],
    ['whenever', 'no'],
  ])('takes a restart policy %j for %s', async (Name, restartPolicy) => {
    const body = { Id: ID, State: STATE, HostConfig: { RestartPolicy: { Name } } };
    expect(await inspected(body)).toMatchObject({ restartPolicy });
  });

  it('tells which attributes of events the labels overlay', async () => {
    const body = { Id: ID, State: STATE, Config: { Labels: { signal: '9', exitCode: '0', toString: 'x' } } };
    expect(await inspected(body)).toMatchObject({ forged: ['exitCode', 'signal'], labels: {} });
  });
});
