import { join } from 'node:path';
import { Agent } from '@hale/agent';
import type { Transition } from '@hale/core';
import { connectEndpoint } from '@hale/core/node';
import { seededRandom } from '@hale/core/simulate';
import { systemClock, systemHash, systemRandom } from '@hale/core/system';
import { createMemoryStore } from '@hale/store/memory';
import { afterEach, expect, test } from 'vitest';
import { lastWords, wrongWords } from './delivery/account.ts';
import { Cast } from './delivery/cast.ts';
import { chanceOf } from './delivery/chance.ts';
import { Proxy } from './delivery/proxy.ts';
import { change } from './delivery/script.ts';
import { truthOf } from './delivery/truth.ts';
import { describeEngines, type Engine, until } from './rig/index.ts';

const SEED = 4;
const CHANGES = 20;
const RECONCILE_MS = 2_000;

/** What an agent tells of an engine that it sees through a proxy only. */
async function watchThrough(proxy: Proxy, path: string) {
  const { http, close } = await connectEndpoint({ kind: 'unix', path });
  const agent = await Agent.open({
    http,
    internet: http,
    store: createMemoryStore(),
    clock: systemClock,
    random: systemRandom,
    hash: systemHash,
    sender: { host: 'rig', version: '0' },
    watch: { reconcileMs: RECONCILE_MS },
  });
  const stop = new AbortController();
  const told: Transition[] = [];
  const changes = agent.changes();
  const hearing = (async () => {
    for await (const transition of changes) told.push(transition);
  })();
  const over = Promise.all([agent.run(stop.signal), hearing]);
  await until('a first stream', () => proxy.streams > 0);
  return {
    told,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await over;
      await close();
    },
  };
}

async function untilTrue(told: readonly Transition[], engine: Engine, cast: Cast): Promise<void> {
  let wrong: readonly string[] = [];
  const isTrue = async (): Promise<boolean> => {
    wrong = wrongWords(lastWords(told), await truthOf(engine, cast));
    return wrong.length === 0;
  };
  await until('the last word is true', isTrue, 40_000).catch(() => undefined);
  expect(wrong).toEqual([]);
}

describeEngines(
  (engine) => {
    afterEach(() => engine.removeContainers());
    const path = () => join(engine.folder, 'proxy.sock');

    test('the last word is true where a proxy cuts the stream again and again', async () => {
      await using proxy = await Proxy.open(path(), engine.socket);
      await using watching = await watchThrough(proxy, path());
      const cast = new Cast(engine);
      const chance = chanceOf(seededRandom(SEED));
      for (let n = 0; n < CHANGES; n += 1) {
        await change(cast, chance);
        if (n % 3 === 0) proxy.cut();
      }
      await untilTrue(watching.told, engine, cast);
      expect(proxy.streams).toBeGreaterThan(2);
    });

    test('the last word is true where the stream is half-open: no news, no end', async () => {
      await using proxy = await Proxy.open(path(), engine.socket);
      await using watching = await watchThrough(proxy, path());
      const cast = new Cast(engine);
      const chance = chanceOf(seededRandom(SEED));
      for (let n = 0; n < CHANGES; n += 1) {
        if (n === CHANGES / 2) proxy.silence();
        await change(cast, chance);
      }
      await untilTrue(watching.told, engine, cast);
    });
  },
  { kind: 'docker' },
);
