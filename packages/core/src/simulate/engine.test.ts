import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createSimulatedClock } from '../testing/index.ts';
import { SUBSCRIBER_BACKLOG } from './event-log.ts';
import { type ContainerSpec, createSimulatedEngine, EVENTS_KEPT, seededRandom } from './index.ts';
import { MAX_BODY_BYTES } from './router.ts';
import { MAX_EXEC_OUTPUT_BYTES } from './routes/exec.ts';

const WEB: ContainerSpec = {
  name: 'web',
  image: 'nginx:1.29',
  command: ['sh', '-c', "trap 'exit 0' TERM; sleep 1000"],
  labels: { tier: 'front' },
  healthcheck: { test: ['CMD', 'true'], intervalMs: 1000 },
};

function stage(containers: readonly ContainerSpec[] = [WEB]) {
  const clock = createSimulatedClock();
  const engine = createSimulatedEngine({ clock, random: seededRandom(1), containers });
  const stop = new AbortController();
  const running = engine.run(stop.signal);
  const call = (line: string, body?: unknown): Promise<Response> => {
    const [method = '', path = ''] = line.split(' ');
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return engine.fetch(new Request(`http://engine${path}`, init));
  };
  const json = async (line: string, body?: unknown) => read(await call(line, body));
  const exec = async (command: readonly string[], start: object = {}) => {
    const { Id } = await json('POST /containers/web/exec', {
      Cmd: command,
      AttachStdout: true,
      AttachStderr: true,
    });
    return { Id, response: await call(`POST /exec/${Id}/start`, start) };
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { clock, engine, call, json, exec, end };
}

const Answer = z.looseObject({
  message: z.string().optional(),
  Id: z.string().optional(),
  Pid: z.number().optional(),
  NEventsListener: z.number().optional(),
  State: z.looseObject({ Health: z.unknown().optional() }).optional(),
});

async function read(response: Response): Promise<z.infer<typeof Answer>> {
  return Answer.parse(await response.json());
}

function actionOf(line: string): string {
  return z.object({ Action: z.string() }).parse(JSON.parse(line)).Action;
}

/** Reads what is there, and lets go. */
async function readEvents(response: Response, count: number): Promise<string[]> {
  const actions: string[] = [];
  for await (const chunk of response.body ?? []) {
    actions.push(actionOf(new TextDecoder().decode(chunk)));
    if (actions.length >= count) break;
  }
  return actions;
}

describe('versions', () => {
  test.each(['GET /_ping', 'HEAD /_ping', 'GET /v1.45/_ping'])('%s names the API version', async (line) => {
    const response = await stage().call(line);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'api-version': '1.45', ostype: 'linux' });
    expect(await response.text()).toBe(line.startsWith('HEAD') ? '' : 'OK');
  });

  test.each([
    ['1.45', 200, undefined],
    ['1.24', 200, undefined],
    ['1.46', 400, 'client version 1.46 is too new. Maximum supported API version is 1.45'],
    ['2.0', 400, 'client version 2.0 is too new. Maximum supported API version is 1.45'],
    [
      '1.23',
      400,
      'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
    ],
  ])('/v%s: %d', async (version, status, message) => {
    const response = await stage().call(`GET /v${version}/version`);
    expect(response.status).toBe(status);
    expect((await read(response)).message).toBe(message);
  });

  test("answers are dated by the engine's clock", async () => {
    const { clock, call } = stage();
    clock.jump(3_600_000);
    expect((await call('GET /_ping')).headers.get('date')).toBe('Thu, 01 Jan 2026 01:00:00 GMT');
  });
});

describe('what is refused', () => {
  const created = { ...WEB, name: 'new', was: { status: 'created' } } as const;

  test.each([
    ['GET /nope', 404, 'page not found'],
    ['POST /containers/json', 404, 'page not found'],
    ['GET /containers/%/json', 404, 'page not found'],
    ['GET /containers/nope/json', 404, 'No such container: nope'],
    ['DELETE /containers/nope', 404, 'No such container: nope'],
    ['GET /exec/nope/json', 404, 'No such exec instance: nope'],
    ['POST /containers/new/kill', 409, /^cannot kill container: new: container [0-9a-f]{64} is not running$/],
    ['POST /containers/new/pause', 409, /^container [0-9a-f]{64} is not running$/],
    ['POST /containers/web/unpause', 500, /^Container [0-9a-f]{64} is not paused$/],
    ['POST /containers/web/kill?signal=NOPE', 400, 'cannot kill container: web: invalid signal: NOPE'],
    ['POST /containers/web/stop?t=soon', 400, 'invalid t: soon, expected whole seconds'],
    ['POST /containers/web/rename', 400, 'Neither old nor new names may be empty'],
    [
      'POST /containers/web/rename?name=web',
      400,
      'Renaming a container with the same name as its current name',
    ],
    [
      'POST /containers/web/rename?name=new',
      409,
      /The container name "\/new" is already in use by container "/,
    ],
    [
      'DELETE /containers/web',
      409,
      /^cannot remove container "\/web": container is running: stop the container/,
    ],
    ['GET /containers/json?filters=nope', 400, 'invalid filter'],
    ['GET /events?since=10m', 400, 'invalid since: 10m, expected seconds[.nanoseconds]'],
    ['GET /events?since=10&until=5', 400, '`since` time (10) cannot be after `until` time (5)'],
    ['POST /containers/web/exec', 400, 'No exec command specified'],
    ['POST /containers/create?name=other', 400, 'config cannot be empty in order to create a container'],
  ])('%s: %d', async (line, status, message) => {
    const response = await stage([WEB, created]).call(line);
    expect(response.status).toBe(status);
    expect((await read(response)).message).toMatch(message);
  });

  test('what is so already is a 304', async () => {
    const { call } = stage([WEB, created]);
    expect((await call('POST /containers/web/start')).status).toBe(304);
    expect((await call('POST /containers/new/stop')).status).toBe(304);
  });

  test.each([
    ['POST /containers/web/start', 'cannot start a paused container, try unpause instead'],
    ['POST /containers/web/pause', /is already paused$/],
    ['DELETE /containers/web', /container is paused and must be unpaused first$/],
  ])('%s when paused: 409', async (line, message) => {
    const { call } = stage();
    await call('POST /containers/web/pause');
    const response = await call(line);
    expect(response.status).toBe(409);
    expect((await read(response)).message).toMatch(message);
  });

  test('an exec in a paused container', async () => {
    const { call } = stage();
    await call('POST /containers/web/pause');
    const response = await call('POST /containers/web/exec', { Cmd: ['true'] });
    expect([response.status, await response.json()]).toEqual([
      409,
      { message: 'Container web is paused, unpause the container before exec' },
    ]);
  });

  test('a body that is none, of the wrong shape, or too large', async () => {
    const { engine, json } = stage();
    const post = (body: string): Promise<Response> =>
      engine.fetch(new Request('http://engine/containers/web/exec', { method: 'POST', body }));
    expect((await post('{')).status).toBe(400);
    expect((await json('POST /containers/web/exec', { Cmd: 'true' })).message).toMatch(
      /^invalid request body: Cmd: /,
    );
    expect((await post(' '.repeat(MAX_BODY_BYTES))).status).toBe(400);
    expect((await post(' '.repeat(MAX_BODY_BYTES + 1))).status).toBe(413);
  });

  test.each([
    [{ Interval: 999_999 }, 'Interval in Healthcheck cannot be less than 1ms'],
    [{ Timeout: -1 }, 'Timeout in Healthcheck cannot be less than 1ms'],
    [{ StartPeriod: 100_000 }, 'StartPeriod in Healthcheck cannot be less than 1ms'],
    [{ StartInterval: 100_000 }, 'StartInterval in Healthcheck cannot be less than 1ms'],
    [{ Retries: -1 }, 'Retries in Healthcheck cannot be negative'],
  ])('a check with %j', async (check, message) => {
    const body = { Image: 'a', Healthcheck: { Test: ['CMD', 'true'], ...check } };
    expect((await stage().json('POST /containers/create?name=other', body)).message).toBe(message);
  });
});

describe('finding a container', () => {
  test('by id, by name, and by the beginning of an id that fits one only', async () => {
    const { engine, json } = stage([]);
    const ids = ['one', 'two'].map((name) => engine.place({ name }));
    const [one = '', two = ''] = ids;
    let common = 0;
    while (one[common] === two[common]) common += 1;
    for (const reference of [one, 'one', one.slice(0, common + 1)]) {
      expect((await json(`GET /containers/${reference}/json`)).Id).toBe(one);
    }
    expect((await json('GET /containers//json')).message).toBe('page not found');
    const others = Array.from({ length: 16 }, (_, index) => engine.place({ name: `more-${index}` }));
    const shared = [...ids, ...others].find((id, index, all) =>
      all.some((other, at) => at > index && other[0] === id[0]),
    );
    const response = await json(`GET /containers/${shared?.[0]}/json`);
    expect(response.message).toBe(`multiple IDs found with provided prefix: ${shared?.[0]}`);
  });
});

test('a container that was created by the API is what was asked for', async () => {
  const { call, json } = stage();
  const body = {
    Image: 'shop/api:1',
    Entrypoint: ['sh', '-c'],
    Cmd: ['sleep 100'],
    Labels: { a: 'b' },
    StopSignal: 'SIGINT',
    StopTimeout: 3,
    Healthcheck: { Test: ['CMD', 'true'], Interval: 1_500_000_000, Retries: 4 },
    HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } },
  };
  const response = await call('POST /v1.45/containers/create?name=api', body);
  expect(response.status).toBe(201);
  const { Id } = await read(response);
  expect(await json('GET /containers/api/json')).toMatchObject({
    Id,
    Name: '/api',
    State: { Status: 'created', Running: false, StartedAt: '0001-01-01T00:00:00Z' },
    Config: {
      Image: 'shop/api:1',
      Cmd: ['sh', '-c', 'sleep 100'],
      Labels: { a: 'b' },
      StopSignal: 'SIGINT',
      StopTimeout: 3,
      Healthcheck: { Test: ['CMD', 'true'], Interval: 1_500_000_000, Retries: 4 },
    },
    HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 } },
  });
  expect((await json('GET /containers/api/json')).State).not.toHaveProperty('Health');
  await call('POST /containers/api/start');
  expect((await json('GET /containers/api/json')).State?.Health).toEqual({
    Status: 'starting',
    FailingStreak: 0,
    Log: [],
  });
});

test('a container whose program is missing does not start', async () => {
  const { call } = stage([{ name: 'bad', command: ['nope'], was: { status: 'created' } }]);
  const response = await call('POST /containers/bad/start');
  expect([response.status, (await read(response)).message]).toEqual([
    400,
    expect.stringMatching(/exec: "nope": executable file not found in \$PATH: unknown$/),
  ]);
});

describe('events', () => {
  test('since brings back what was, the event of that very instant included', async () => {
    const { call } = stage();
    await call('POST /containers/web/pause');
    await call('POST /containers/web/unpause');
    const all = await (await call('GET /events?since=0&until=1767225600.0001')).text();
    const lines = all.trim().split('\n');
    expect(lines.map(actionOf)).toEqual(['create', 'start', 'pause', 'unpause']);
    const [, seconds, nanoseconds] = /"timeNano":(\d+)(\d{9})}$/.exec(lines[2] ?? '') ?? [];
    const since = await call(`GET /events?since=${seconds}.${nanoseconds}`);
    expect(await readEvents(since, 2)).toEqual(['pause', 'unpause']);
  });

  test('without since only what is to come is told; a reader that leaves is forgotten', async () => {
    const { call, json } = stage();
    const response = await call('GET /events');
    await call('POST /containers/web/pause');
    expect(await readEvents(response, 1)).toEqual(['pause']);
    expect((await json('GET /info')).NEventsListener).toBe(0);
  });

  test('until in the future ends the stream then', async () => {
    const { call, clock, end } = stage();
    const response = await call('GET /events?until=1767225603');
    const text = response.text();
    await clock.advance(3000);
    expect((await text).trim().split('\n').map(actionOf)).toContain('health_status: healthy');
    await end();
  });

  test('who does not read loses what is beyond its backlog, and nobody else does', async () => {
    const { call } = stage();
    const lazy = (await call('GET /events')).body?.getReader();
    const next = async (): Promise<string> => {
      const { value } = (await lazy?.read()) ?? {};
      return actionOf(new TextDecoder().decode(value));
    };
    for (let turn = 0; turn < SUBSCRIBER_BACKLOG; turn += 1) {
      await call(`POST /containers/web/${turn % 2 === 0 ? 'pause' : 'unpause'}`);
    }
    await call('POST /containers/web/rename?name=lost');
    for (let turn = 0; turn < SUBSCRIBER_BACKLOG; turn += 1) expect(await next()).toMatch(/pause$/);
    await call('POST /containers/lost/pause');
    expect(await next()).toBe('pause');
    const eager = await readEvents(await call('GET /events?since=0'), EVENTS_KEPT);
    expect(eager.slice(-2)).toEqual(['rename', 'pause']);
  });
});

describe('exec', () => {
  test('frames, exit code, and what the inspect says before, while and after', async () => {
    const { exec, json, clock, end } = stage();
    const { Id, response } = await exec(['sh', '-c', 'echo out; echo err >&2; sleep 1; exit 3']);
    expect(response.headers.get('content-type')).toBe('application/vnd.docker.raw-stream');
    const bytes = response.bytes();
    await clock.advance(500);
    expect(await json(`GET /exec/${Id}/json`)).toMatchObject({
      Running: true,
      ExitCode: null,
      Pid: expect.any(Number),
    });
    await clock.advance(500);
    expect(new TextDecoder().decode(await bytes)).toBe('\x01\0\0\0\0\0\0\x04out\n\x02\0\0\0\0\0\0\x04err\n');
    const after = await json(`GET /exec/${Id}/json`);
    expect(after).toMatchObject({ Running: false, ExitCode: 3, ProcessConfig: { entrypoint: 'sh' } });
    expect(after.Pid).toBeGreaterThan(4_194_304);
    await end();
  });

  test('a terminal has no frames', async () => {
    const { exec, clock, end } = stage();
    const { response } = await exec(['echo', 'hi'], { Tty: true });
    await clock.advance(0);
    expect(await response.text()).toBe('hi\r\n');
    await end();
  });

  test('a missing program: a line on stdout, 126, no pid', async () => {
    const { exec, json, call } = stage();
    const { Id, response } = await exec(['/nope']);
    expect((await response.text()).slice(8)).toMatch(/^OCI runtime exec failed: .*: unknown\r\n$/);
    expect(await json(`GET /exec/${Id}/json`)).toMatchObject({ Running: false, ExitCode: 126, Pid: 0 });
    const again = await call(`POST /exec/${Id}/start`);
    expect(await again.text()).toContain(`Exec command ${Id} has already run\r\n`);
  });

  test('what nobody could hold is dropped', async () => {
    const { exec, clock, end } = stage();
    const { response } = await exec([
      'sh',
      '-c',
      `echo ${'x'.repeat(65_535)} > /file; ${'cat /file;'.repeat(20)}`,
    ]);
    await clock.advance(0);
    const { length } = await response.bytes();
    expect(length).toBeGreaterThanOrEqual(MAX_EXEC_OUTPUT_BYTES);
    expect(length).toBe(16 * (8 + 65_536));
    await end();
  });

  test('detached: an empty 200, or a 400 for what cannot start', async () => {
    const { exec } = stage();
    const good = await exec(['sleep', '10'], { Detach: true });
    expect([good.response.status, await good.response.text()]).toEqual([200, '']);
    const bad = await exec(['/nope'], { Detach: true });
    expect([bad.response.status, (await read(bad.response)).message]).toEqual([
      400,
      expect.stringContaining('/nope'),
    ]);
  });
});

describe('wait', () => {
  test('answers at once, and tells the exit code when it is over', async () => {
    const { call, engine } = stage();
    const response = await call('POST /containers/web/wait');
    await engine.act('web', { do: 'exit', code: 7 });
    expect(await response.json()).toEqual({ StatusCode: 7 });
    expect(await (await call('POST /containers/web/wait')).json()).toEqual({ StatusCode: 7 });
  });

  test('removed is when it is gone', async () => {
    const { call, engine } = stage();
    const response = await call('POST /containers/web/wait?condition=removed');
    await engine.act('web', { do: 'remove' });
    expect(await response.json()).toEqual({ StatusCode: 137 });
  });
});
