import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Hale } from '../cli/hale.ts';
import { Database } from './embedded/database.ts';
import { CurledStream } from './embedded/event-stream.ts';
import { freePort } from './rig/dockerd.ts';
import { describeEngines, type Engine, until } from './rig/index.ts';

const main = fileURLToPath(new URL('../../examples/embedded-hono/main.ts', import.meta.url));
const example = [process.execPath, '-C', '@hale/source', main];

const WELL = { code: 0, error: '' };

/** Tells it to stop, and gives how it did. */
async function end(hale: Hale) {
  hale.process.kill('SIGTERM');
  const code = await hale.exit;
  return { code, error: code === 0 ? '' : hale.stderr };
}

/** The service of the example, which looks at this engine and keeps its orders in that database. */
async function service(engine: Engine, database: Database, data?: string) {
  const hale = new Hale([], {
    via: example,
    env: {
      DOCKER_HOST: `unix://${engine.socket}`,
      DB_URL: database.url,
      PORT: '0',
      ...(data !== undefined && { HALE_FOLDER: data }),
    },
  });
  await hale.until('it takes orders', ({ stdout }) => stdout.includes('/orders'));
  const orders = /http:\S+/.exec(hale.stdout)?.[0] ?? '';
  const answers = async (): Promise<number> => {
    const response = await fetch(orders);
    await response.body?.cancel();
    return response.status;
  };
  return {
    orders,
    containers: new URL('/containers', orders).href,
    /** Until a look at the orders is answered so. */
    untilAnswering: (status: number) =>
      until(`an answer with ${status}`, async () => (await answers()) === status),
    end: () => end(hale),
  };
}

/** The same agent by itself, as `npm start` has it. */
async function served(engine: Engine, _database: Database, data: string) {
  const hale = new Hale(['up'], { env: { DOCKER_HOST: `unix://${engine.socket}`, HALE_DATA: data } });
  await hale.until('it answers', ({ stderr }) => /answers on http:/.test(stderr));
  return { containers: /http:\S+/.exec(hale.stderr)?.[0] ?? '', end: () => end(hale) };
}

async function refusal(url: string) {
  const response = await fetch(url);
  const { status, headers } = response;
  const retryAfterS = Number(headers.get('retry-after'));
  return {
    status,
    type: headers.get('content-type'),
    retryAfterS,
    text: JSON.stringify(await response.json()),
  };
}

describeEngines(
  (engine) => {
    afterEach(() => engine.removeContainers());

    test('a service says 503 while the container that it needs is not healthy, and 200 when it is', async () => {
      const db = new Database(engine, await freePort());
      const { orders, containers, untilAnswering, end } = await service(engine, db);
      const said = (status: number, word: string) => ({
        status,
        type: expect.stringContaining('application/problem+json'),
        retryAfterS: expect.toSatisfy((seconds: number) => seconds >= 1),
        text: expect.stringMatching(new RegExp(`"status":503.*db.*${word}`)),
      });
      expect(await refusal(orders)).toMatchObject(said(503, ''));

      await db.run();
      await untilAnswering(200);
      const taken = { item: 'tea', count: 2 };
      const headers = { 'content-type': 'application/json' };
      const posted = await fetch(orders, { method: 'POST', headers, body: JSON.stringify(taken) });
      expect(posted.status).toBe(201);
      expect(await (await fetch(orders)).json()).toEqual([taken]);

      await db.break();
      await untilAnswering(503);
      expect(await refusal(orders)).toEqual(said(503, 'unhealthy'));
      const seen = await fetch(`${containers}/containers/db`);
      expect(seen.status).toBe(200);
      expect(await seen.json()).toMatchObject({ name: 'db', condition: 'unhealthy' });
      expect((await fetch(`${containers}/readyz`)).status).toBe(200);

      await db.mend();
      await untilAnswering(200);
      expect(await (await fetch(orders)).json()).toEqual([taken]);

      await db.docker('pause', 'db');
      await untilAnswering(503);
      expect(await refusal(orders)).toEqual(said(503, 'paused'));
      await db.docker('unpause', 'db');
      await untilAnswering(200);
      expect(await end()).toEqual(WELL);
    });

    test.each([
      ['the example', service],
      ['hale up', served],
    ] as const)('curl -N follows a container of %s through all that happens to it', async (_name, start) => {
      const db = new Database(engine, await freePort());
      await using data = await mkdtempDisposable(join(engine.folder, 'data-'));
      const { containers, end } = await start(engine, db, data.path);
      const url = `${containers}/events`;
      const follows = async (stream: CurledStream, ...to: readonly string[]): Promise<void> => {
        await until(`${to.join()}; told ${stream.conditionsOf('db').join()}`, () => {
          return stream.conditionsOf('db').length >= to.length;
        });
        expect(stream.conditionsOf('db')).toEqual(to);
      };
      const life = ['created', 'starting', 'healthy'];
      let lastId = '';
      {
        await using stream = new CurledStream(url);
        await until('it has begun', () => stream.messages.length > 0);
        expect(stream.messages[0]?.event).toBe('snapshot');
        await db.run();
        await follows(stream, ...life);
        await db.break();
        await follows(stream, ...life, 'unhealthy');
        await db.mend();
        await follows(stream, ...life, 'unhealthy', 'healthy');
        await db.docker('pause', 'db');
        await follows(stream, ...life, 'unhealthy', 'healthy', 'paused');
        await db.docker('unpause', 'db');
        await follows(stream, ...life, 'unhealthy', 'healthy', 'paused', 'healthy');
        lastId = stream.messages.at(-1)?.id ?? '';
      }
      // Nobody listens meanwhile.
      await db.crash();
      await using stream = new CurledStream(url, `Last-Event-ID: ${lastId}`);
      await follows(stream, 'crashed');
      await db.docker('rm', 'db');
      await follows(stream, 'crashed', 'removed');
      expect(stream.messages.map(({ event }) => event)).toEqual(['transition', 'transition']);
      expect(await end()).toEqual(WELL);
      await stream.ended;
    });
  },
  { kind: 'docker' },
);
