import type { Log } from '@hale/core';
import { expect, it } from 'vitest';
import { loadSettings } from './config/load.ts';
import { requireSettings } from './config/require.ts';
import { diagnostics, serviceDiagnostics } from './diagnostics.ts';
import { Recorder, record } from './testing/recording.ts';

interface Situation {
  readonly terminal?: boolean;
  readonly json?: boolean;
  readonly format?: string;
  readonly level?: string;
}

async function logged(
  open: (reader: Parameters<typeof diagnostics>[0]) => Log | Promise<Log>,
  { terminal = false, json = false, format, level }: Situation,
): Promise<readonly string[]> {
  const env = { HALE_LOG_FORMAT: format, HALE_LOG_LEVEL: level };
  const surroundings = { env, folder: '/nonexistent', home: '/nonexistent', hostname: 'box' };
  const settings = requireSettings(await loadSettings({ transports: [], surroundings }));
  const stderr = new Recorder(terminal ? { columns: 80, rows: 24 } : undefined);
  const log = await open({ io: { ...record().io, stderr }, json, settings });
  log.debug('closely');
  log.info('watching', { engine: 'x' });
  return stderr.lines;
}

const TEXT = /^\S+Z info {2}watching engine="x"$/;
const JSON_LINE = /^\{"level":"info","time":"\S+Z","engine":"x","message":"watching"\}$/;
const PLAIN_JSON = /^\{"time":"\S+Z","level":"info","message":"watching","engine":"x"\}$/;

it.each<[Situation, RegExp]>([
  [{}, JSON_LINE],
  [{ json: true }, JSON_LINE],
  [{ terminal: true }, TEXT],
  [{ terminal: true, json: true }, JSON_LINE],
  [{ terminal: true, format: 'json' }, JSON_LINE],
  [{ format: 'text' }, TEXT],
  [{ format: 'text', json: true }, TEXT],
])('of a service in %j is %s', async (situation, form) => {
  expect(await logged(serviceDiagnostics, situation)).toEqual([expect.stringMatching(form)]);
});

it.each<[Situation, RegExp]>([
  [{}, TEXT],
  [{ terminal: true }, TEXT],
  [{ json: true }, PLAIN_JSON],
  [{ format: 'json' }, PLAIN_JSON],
  [{ format: 'text', json: true }, TEXT],
])('of what a person runs in %j is %s', async (situation, form) => {
  expect(await logged(diagnostics, situation)).toEqual([expect.stringMatching(form)]);
});

it.each([diagnostics, serviceDiagnostics])('goes by the level, whatever the form (%#)', async (open) => {
  for (const format of ['json', 'text']) {
    expect(await logged(open, { format, level: 'debug' })).toHaveLength(2);
    expect(await logged(open, { format, level: 'warn' })).toEqual([]);
  }
});
