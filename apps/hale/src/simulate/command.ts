import { readFile } from 'node:fs/promises';
import { HaleError } from '@hale/core';
import {
  CAST_SIZE,
  cast,
  createSimulatedEngine,
  MAX_CONTAINERS,
  parseScript,
  type ScriptStep,
  seededRandom,
} from '@hale/core/simulate';
import { createLog } from '@hale/core/system';
import type { Io } from '../io.ts';
import { serveOnSocket } from './server.ts';

export interface SimulateOptions {
  readonly socket: string;
  readonly containers?: number;
  /** A file: see `parseScript`. */
  readonly script?: string;
  readonly seed?: number;
}

/** `hale simulate`: a simulated engine on a Unix socket, until it is told to stop. */
export async function simulate(options: SimulateOptions, io: Io): Promise<number> {
  const { socket, containers = CAST_SIZE, script, seed } = options;
  if (!(Number.isInteger(containers) && containers >= 0 && containers <= MAX_CONTAINERS)) {
    throw new HaleError('bad-input', `--containers: expected 0 to ${MAX_CONTAINERS}, got ${containers}`, {
      path: '--containers',
    });
  }
  const { clock, random, signal, stderr } = io;
  const engine = createSimulatedEngine({
    clock,
    random: seed === undefined ? random : seededRandom(seed),
    containers: cast(containers),
    log: createLog({ write: (line) => void stderr.write(`${line}\n`), format: 'text', clock }),
    ...(script !== undefined && { script: await readScript(script) }),
    ...(seed !== undefined && { seed }),
  });
  const server = await serveOnSocket((request) => engine.fetch(request), socket);
  try {
    await io.stdout.write(`${greeting(containers, socket)}\n`);
    await engine.run(signal);
  } finally {
    await server.close();
  }
  signal.throwIfAborted();
  return 0;
}

function greeting(containers: number, socket: string): string {
  const what = containers === 1 ? '1 simulated container' : `${containers} simulated containers`;
  return `${what} at unix://${socket}, for hale --host and docker --host. Ctrl-C ends them.`;
}

async function readScript(path: string): Promise<readonly ScriptStep[]> {
  try {
    return parseScript(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof HaleError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HaleError('bad-input', `--script: ${why}`, { path: '--script', cause });
  }
}
