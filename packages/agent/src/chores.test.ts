import type { Http, JournalEntry, LogFields } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import { anEntry, createSimulatedClock } from '@hale/core/testing';
import { createMemoryStore } from '@hale/store/memory';
import { describe, expect, test } from 'vitest';
import { CHORES_MS, Chores, type ChoresOptions, REMOVED_KEPT_MS } from './chores.ts';

const SECRET_URL = 'https://ping.example/secret-uuid';

function atWork(change: Partial<ChoresOptions> & { readonly answer?: () => Response } = {}) {
  const { answer = () => new Response('OK'), ...options } = change;
  const clock = createSimulatedClock();
  const pings: string[] = [];
  const logged: string[] = [];
  const told: JournalEntry[] = [];
  const forgotten: number[] = [];
  const write = (message: string, fields: LogFields = {}): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const internet: Http = createFetchHttp(async ({ method, url }) => {
    pings.push(`${method} ${url}`);
    return answer();
  });
  const stop = new AbortController();
  const chores = new Chores({
    clock,
    store: createMemoryStore(),
    recorder: { look: async () => [], forget: (then) => void forgotten.push(then) },
    recorded: (entries) => void told.push(...entries),
    internet,
    sender: { host: 'web-3', version: '1' },
    isAlive: () => true,
    log: { debug: write, info: write, warn: write, error: write },
    ...options,
  });
  const ended = chores.run(stop.signal);
  return { clock, pings, logged, told, forgotten, stop, ended };
}

test('are done each minute, and end at once', async () => {
  const { clock, forgotten, stop, ended } = atWork();
  await clock.advance(CHORES_MS - 1);
  expect(forgotten).toEqual([]);
  await clock.advance(1 + 2 * CHORES_MS);
  const first = createSimulatedClock().now() + CHORES_MS - REMOVED_KEPT_MS;
  expect(forgotten).toEqual([first, first + CHORES_MS, first + 2 * CHORES_MS]);
  stop.abort();
  await ended;
  expect(clock.sleepers).toBe(0);
});

test('what could not be written before is told when it is', async () => {
  const entry = anEntry('crashed');
  const { clock, told } = atWork({ recorder: { look: async () => [entry], forget: () => undefined } });
  await clock.advance(CHORES_MS);
  expect(told).toEqual([entry]);
});

test('a store that fails is a word in the log, and another try the next minute', async () => {
  let tries = 0;
  const look = async (): Promise<never> => {
    tries += 1;
    throw new Error('the disk is full');
  };
  const { clock, logged } = atWork({ recorder: { look, forget: () => undefined } });
  await clock.advance(2 * CHORES_MS);
  expect(tries).toBe(2);
  expect(logged[0]).toContain('the disk is full');
});

test('what has expired is deleted slice by slice, so much a round', async () => {
  const store = createMemoryStore();
  let slices = 0;
  const prune = async (): Promise<number> => {
    slices += 1;
    return 500;
  };
  const { clock } = atWork({ store: Object.assign(Object.create(store) as typeof store, { prune }) });
  await clock.advance(CHORES_MS);
  expect(slices).toBe(20);
});

describe('the ping', () => {
  test('goes out each minute', async () => {
    const { clock, pings } = atWork({ pingUrl: SECRET_URL });
    await clock.advance(2 * CHORES_MS);
    expect(pings).toEqual([`GET ${SECRET_URL}`, `GET ${SECRET_URL}`]);
  });

  test('does not, while hale is deaf', async () => {
    let alive = false;
    const { clock, pings } = atWork({ pingUrl: SECRET_URL, isAlive: () => alive });
    await clock.advance(CHORES_MS);
    expect(pings).toEqual([]);
    alive = true;
    await clock.advance(CHORES_MS);
    expect(pings).toHaveLength(1);
  });

  test.each<[string, () => Response]>([
    ['is refused', () => new Response('no', { status: 503 })],
    ['is thrown away', () => new Response('OK (not found)')],
    [
      'does not get through',
      () => {
        throw new TypeError(`cannot reach ${SECRET_URL}`);
      },
    ],
  ])('that %s is said, without its address, and ends nothing', async (_, answer) => {
    const { clock, pings, logged } = atWork({ pingUrl: SECRET_URL, answer });
    await clock.advance(2 * CHORES_MS);
    expect(pings).toHaveLength(2);
    expect(logged.filter((line) => line.startsWith('the ping'))).toHaveLength(2);
    expect(logged.join('\n')).not.toContain('secret-uuid');
  });
});
