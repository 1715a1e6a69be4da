import { describe, expect, it } from 'vitest';
import { Body } from '../body.ts';
import { HaleError } from '../error.ts';
import { createSimulatedClock } from '../testing/clock.ts';
import { BACKOFF_BASE_MS } from './backoff.ts';
import { type Followed, followEvents, STABLE_MS, WATCH_INTERVAL_MS } from './follow.ts';
import { type Answer, answering, bytes, type Received } from './testing/http.ts';

const CUT = new HaleError('unreachable', 'cut');
/** The engine's clock is a day ahead of hale's. */
const SKEW_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

const LIVELY = { up: true, hanging: false, apiVersion: '1.45', dated: true, pingStatus: 200, replay: '' };

/** An engine that the test can end, hang and upgrade. */
function startEngine(change: Partial<typeof LIVELY> = {}) {
  const clock = createSimulatedClock(START);
  const state = { ...LIVELY, ...change };
  const streams: Body[] = [];
  const attempts: number[] = [];

  async function answer(request: Received): Promise<Answer> {
    attempts.push(clock.monotonic());
    if (state.hanging) await hang(request);
    if (!state.up) throw CUT;
    const date = new Date(clock.now() + SKEW_MS).toUTCString();
    const headers = { 'api-version': state.apiVersion, ...(state.dated && { date }) };
    if (request.path === '/_ping') return { status: state.pingStatus, headers };
    const body = new Body(() => undefined);
    if (state.replay !== '') body.push(bytes(state.replay));
    streams.push(body);
    return { body };
  }

  /** As an `Http` does: until its own deadline, or the signal. */
  async function hang({ timeoutMs, signal }: Received): Promise<never> {
    await clock.sleepUntil(clock.monotonic() + (timeoutMs ?? 30_000), signal);
    throw new HaleError('timeout', 'no answer');
  }

  const { http, received } = answering(answer);
  return {
    clock,
    state,
    streams,
    attempts,
    http,
    received,
    settle: () => clock.advance(0),
    emit: (...lines: string[]) => streams.at(-1)?.push(bytes(lines.join(''))),
    cut: () => streams.at(-1)?.end({ error: CUT }),
    sinces: () =>
      received.flatMap(({ path, query }) => (path.endsWith('/events') ? [query.get('since')] : [])),
  };
}

/** Such an engine, and what is told of it. */
function following(change: Partial<typeof LIVELY> = {}, container?: string) {
  const engine = startEngine(change);
  const stop = new AbortController();
  const told: string[] = [];
  const items: Followed[] = [];
  const options = {
    clock: engine.clock,
    random: () => 0.5,
    signal: stop.signal,
    ...(container && { container }),
  };
  const ended = (async () => {
    for await (const item of followEvents(engine.http, options)) {
      items.push(item);
      told.push(shortly(item));
    }
  })();
  ended.catch(() => undefined);
  return { ...engine, told, items, ended, stop: (reason: unknown) => stop.abort(reason) };
}

function shortly(item: Followed): string {
  switch (item.kind) {
    case 'event':
      return item.event.name;
    case 'lost':
      return `lost: ${item.error.code}`;
    case 'overflow':
      return `${item.dropped} dropped`;
    case 'connected':
      return `connected ${item.engine.apiVersion}`;
  }
}

/** An event some milliseconds after the start, in the engine's clock. */
function line(name: string, afterMs: number): string {
  const nanos = `${START + SKEW_MS + afterMs}000007`;
  const Actor = { ID: 'c0ffee', Attributes: { name } };
  const rest = JSON.stringify({ Type: 'container', Action: 'start', Actor, time: 0 });
  return `${rest.slice(0, -1)},"timeNano":${nanos}}\n`;
}

function seconds(afterMs: number, nanos = '000000000'): string {
  return `${Math.floor((START + SKEW_MS + afterMs) / 1000)}.${nanos}`;
}

describe('followEvents', () => {
  it('tells that it is connected, then events', async () => {
    const { settle, emit, told, items } = following();
    await settle();
    emit(line('a', 5), 'broken\n', line('b', 6));
    await settle();
    expect(told).toEqual(['connected 1.45', 'a', 'b', '1 dropped']);
    expect(items[0]).toMatchObject({ at: START });
  });

  it("begins in the engine's present, by the engine's clock", async () => {
    const { settle, sinces } = following();
    await settle();
    expect(sinces()).toEqual([seconds(0)]);
  });

  it('begins without a past where the engine tells no time', async () => {
    const it = following({ dated: false });
    await it.settle();
    expect(it.sinces()).toEqual([null]);
  });

  it('makes no noise of a proxy that cuts each minute, and replays a little without telling twice', async () => {
    const it = following();
    await it.settle();
    it.emit(line('a', 5_000), line('b', 5_500));
    for (let minute = 0; minute < 3; minute++) {
      await it.clock.advance(60_000);
      it.state.replay = line('a', 5_000) + line('b', 5_500) + line(`late ${minute}`, 5_400);
      it.cut();
      await it.settle();
    }
    const each = (minute: number) => ['connected 1.45', `late ${minute}`];
    expect(it.told).toEqual(['connected 1.45', 'a', 'b', ...each(0), ...each(1), ...each(2)]);
    expect(it.sinces().slice(1)).toEqual(Array(3).fill(seconds(4_500, '500000000')));
  });

  it('asks from where it began as long as nothing has happened', async () => {
    const it = following();
    await it.clock.advance(3_600_000);
    it.cut();
    await it.settle();
    expect(it.sinces()).toEqual([seconds(0), seconds(0)]);
  });

  it('asks an engine whose clock was put back from its present', async () => {
    const it = following();
    await it.settle();
    it.emit(line('a', 5_000));
    await it.clock.advance(60_000);
    it.clock.jump(-7_200_000);
    it.cut();
    await it.settle();
    expect(it.sinces()[1]).toBe(seconds(60_000 - 7_200_000));
  });

  it('says lost only when the immediate attempt fails too, once, and until it is found again', async () => {
    const it = following();
    await it.clock.advance(STABLE_MS);
    it.state.up = false;
    it.cut();
    await it.clock.advance(60_000);
    it.state.up = true;
    await it.clock.advance(30_000);
    expect(it.told).toEqual(['connected 1.45', 'lost: unreachable', 'connected 1.45']);
    expect(it.items[1]).toMatchObject({ error: CUT, at: START + STABLE_MS });
  });

  it('waits longer and longer, by half of the limit here', async () => {
    const { clock, attempts } = following({ up: false });
    await clock.advance(120_000);
    const waits = attempts.slice(1).map((at, n) => at - (attempts[n] ?? 0));
    const doubling = [1, 2, 4, 8, 16, 32].map((times) => (times * BACKOFF_BASE_MS) / 2);
    expect(waits.slice(0, 9)).toEqual([0, ...doubling, 15_000, 15_000]);
  });

  it('does not run hot where each connection is cut at once', async () => {
    const it = following();
    await it.settle();
    for (let n = 0; n < 600; n++) {
      it.cut();
      await it.clock.advance(100);
    }
    expect(it.streams.length).toBeLessThan(15);
    const each = ['connected 1.45', 'lost: unreachable'];
    expect(it.told.slice(0, 5)).toEqual(['connected 1.45', ...each, ...each]);
  });

  it('forgives after a stable time, and not before', async () => {
    for (const [held, expected] of [
      [STABLE_MS - 1, 'lost: unreachable'],
      [STABLE_MS, 'connected 1.45'],
    ] as const) {
      const it = following();
      await it.settle();
      it.cut();
      await it.clock.advance(held);
      it.cut();
      await it.settle();
      expect(it.told.slice(0, 3)).toEqual(['connected 1.45', 'connected 1.45', expected]);
    }
  });

  it('takes an end without an error for one', async () => {
    const it = following();
    await it.clock.advance(STABLE_MS);
    it.state.up = false;
    it.streams.at(-1)?.end();
    await it.settle();
    expect(it.told).toEqual(['connected 1.45', 'lost: unreachable']);
  });

  it('notices an engine that hangs without a word, and only its silence', async () => {
    const it = following();
    await it.clock.advance(10 * WATCH_INTERVAL_MS);
    expect(it.told).toEqual(['connected 1.45']);
    it.state.hanging = true;
    await it.clock.advance(WATCH_INTERVAL_MS + 20_000);
    expect(it.told).toEqual(['connected 1.45', 'lost: timeout']);
    it.state.hanging = false;
    await it.clock.advance(1_000);
    expect(it.told.at(-1)).toBe('connected 1.45');
  });

  it('does not give up an engine that answers a ping with an error', async () => {
    const it = following();
    await it.settle();
    it.state.pingStatus = 500;
    await it.clock.advance(5 * WATCH_INTERVAL_MS);
    expect(it.told).toEqual(['connected 1.45']);
    // HEAD and GET each time.
    expect(it.attempts.filter((at) => at > 0)).toHaveLength(10);
  });

  it('negotiates anew with an engine that was upgraded', async () => {
    const it = following();
    await it.clock.advance(STABLE_MS);
    it.state.apiVersion = '1.44';
    it.cut();
    await it.settle();
    expect(it.told).toEqual(['connected 1.45', 'connected 1.44']);
    expect(it.received.at(-1)?.path).toBe('/v1.44/events');
  });

  it('keeps trying an engine that hale cannot speak with', async () => {
    const it = following({ apiVersion: '1.30' });
    await it.clock.advance(2_000);
    it.state.apiVersion = '1.41';
    await it.clock.advance(30_000);
    expect(it.told).toEqual(['lost: api-version', 'connected 1.41']);
  });

  it('refuses what is no container before anything is sent', async () => {
    const it = following({}, 'a/b');
    await expect(it.ended).rejects.toMatchObject({ code: 'bad-input' });
    expect(it.received).toEqual([]);
  });

  it.each([
    ['streaming', {}, ['connected 1.45']],
    ['waiting', { up: false }, ['lost: unreachable']],
    ['asking', { hanging: true }, []],
  ])('throws the reason of its signal while %s, and tells no more', async (_phase, change, told) => {
    const it = following(change);
    await it.settle();
    const reason = new Error('enough');
    it.stop(reason);
    await expect(it.ended).rejects.toBe(reason);
    expect(it.told).toEqual(told);
    expect(it.clock.sleepers).toBe(0);
  });

  it('leaves nothing running when its reader leaves', async () => {
    const { clock, http, received } = startEngine();
    for await (const item of followEvents(http, { clock, random: () => 0 })) {
      expect(item.kind).toBe('connected');
      break;
    }
    await clock.advance(0);
    expect(received.at(-1)).toMatchObject({ path: '/v1.45/events', signal: { aborted: true } });
    expect(clock.sleepers).toBe(0);
  });
});
