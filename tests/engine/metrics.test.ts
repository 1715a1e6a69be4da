import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Hale } from '../cli/hale.ts';
import { describeEngine, type Engine, until } from './rig/index.ts';

const PROMTOOL = '/usr/bin/promtool';
const PROMETHEUS = '/usr/bin/prometheus';
const isMissing = env['HALE_ENGINES'] !== 'required' && !(existsSync(PROMTOOL) && existsSync(PROMETHEUS));

/** Everything that a label of a container can try. */
const PROJECT = 'sh"op\\\n}\r{a="b"} 1\u0000\u202e\ud83d\ude00 # HELP';

async function scraped(engine: Engine): Promise<string> {
  await engine.runContainer({
    name: 'scraped',
    labels: { 'com.docker.compose.project': PROJECT, 'com.docker.compose.service': 'web' },
    health: { test: ['CMD', 'true'], intervalMs: 200 },
  });
  const hale = new Hale(['up', '--json'], { env: { DOCKER_HOST: `unix://${engine.socket}` } });
  await until('it is healthy', () => hale.stdout.includes('"to":"healthy"')).catch((cause: unknown) => {
    throw new Error(`never healthy: ${hale.stdout}${hale.stderr}`, { cause });
  });
  const [, url = ''] = /answers on (http\S+)/.exec(hale.stderr) ?? [];
  return url;
}

/** A Prometheus of its own that scrapes one target. */
async function prometheus(target: string) {
  const folder = await mkdtemp(join(tmpdir(), 'hale-prometheus-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const scrape = {
    job_name: 'hale',
    scrape_interval: '1s',
    scrape_timeout: '1s',
    static_configs: [{ targets: [new URL(target).host] }],
  };
  const config = join(folder, 'prometheus.yml');
  // JSON is YAML too.
  await writeFile(config, JSON.stringify({ scrape_configs: [scrape] }));
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${folder}`,
    `--web.listen-address=${listen}`,
  ];
  const child = spawn(PROMETHEUS, flags, { stdio: 'ignore' });
  onTestFinished(async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://${listen}/api/v1/${path}`);
    return ((await response.json()) as { data: unknown }).data;
  };
  return {
    query: async (query: string) =>
      ((await ask(`query?query=${encodeURIComponent(query)}`)) as { result: readonly Found[] }).result,
    /** What it was told of its metrics, by name. */
    metadata: () => ask('metadata'),
  };
}

interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe.skipIf(isMissing)('by the tools of Debian’s package prometheus', () => {
  describeEngine('docker-26.1', (engine) => {
    test('the metrics are well named and well formed, hostile labels or not', async () => {
      const url = await scraped(engine);
      const response = await fetch(`${url}/metrics`);
      const input = await response.text();
      expect(input).toContain('name="scraped",condition="healthy"} 1');
      const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], {
        input,
        encoding: 'utf8',
      });
      expect([stdout + stderr, status]).toEqual(['', 0]);
      await engine.removeContainers();
    });

    test('a real Prometheus takes them as OpenMetrics', async () => {
      const { query, metadata } = await prometheus(await scraped(engine));
      const [found] = await until(
        'the container',
        async () => {
          const results = await query('hale_container_condition{name="scraped",condition="healthy"}');
          return results.length > 0 && results;
        },
        30_000,
      );
      expect(found?.metric['project']).toBe(PROJECT);
      expect((await query('up')).map(({ value }) => value[1])).toEqual(['1']);
      expect(await query('hale_build_info')).toHaveLength(1);
      // The text format has no such type, and names a counter by its sample.
      expect(await metadata()).toMatchObject({
        hale_build: [{ type: 'info' }],
        hale_transitions: [{ type: 'counter' }],
      });
      await engine.removeContainers();
    });
  });
});
