import { createSimulatedClock, NOON, type SimulatedClock } from '@hale/core/testing';
import { enrolAnswer, PROTOCOL } from '@hale/protocol/sync';
import { expect, onTestFinished } from 'vitest';
import { run } from '../program.ts';
import { findNothing, type Ran } from './engine.ts';
import { temporaryFolder } from './folder.ts';
import { type Recording, record } from './recording.ts';

/** `hale hub` at a simulated noon, and command lines on its folder. */
export interface TestHub extends Recording {
  readonly clock: SimulatedClock;
  readonly data: string;
  /** Where it answers. */
  readonly url: string;
  /** As it was shown at the first start; empty if it was not. */
  readonly token: string;
  readonly exit: Promise<number>;
  /** To the end. */
  hale(...argv: readonly string[]): Promise<Ran>;
  ask(path: string, token?: string): Promise<Response>;
  /** Has a host use a new invitation up, and gives its agent's id and token. */
  enrol(host: string): Promise<{ readonly agent: string; readonly token: string }>;
}

export interface TestHubOptions {
  /** Default: one of its own. */
  readonly data?: string;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function testHub({ data, argv = [], env = {} }: TestHubOptions = {}): Promise<TestHub> {
  const folder = data ?? (await temporaryFolder());
  const clock = createSimulatedClock(NOON);
  const all = { HALE_DATA: folder, ...env };
  const recording = record({ clock, env: all });
  const exit = run(['hub', ...argv], recording.io, findNothing);
  onTestFinished(async () => {
    recording.stop('SIGTERM');
    await exit;
  });
  await expect.poll(() => recording.stderr.text).toContain('"message":"gathering"');
  const [, url = ''] = /"listens":"(http[^"]*)","message":"gathering"/.exec(recording.stderr.text) ?? [];
  const [, token = ''] = /^ +(hale_[\w-]{43})$/m.exec(recording.stderr.text) ?? [];
  const hale: TestHub['hale'] = async (...given) => {
    const { io, stdout, stderr } = record({ clock, env: all });
    const exitCode = await run(given, io, findNothing);
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  };
  return {
    ...recording,
    clock,
    data: folder,
    url,
    token,
    exit,
    hale,
    ask: (path, shown) =>
      fetch(`${url}${path}`, shown === undefined ? {} : { headers: { authorization: `Bearer ${shown}` } }),
    async enrol(host) {
      const invited = JSON.parse((await hale('hub', 'invite', '--json')).stdout);
      const response = await fetch(`${url}/v1/enrol`, {
        method: 'POST',
        headers: { authorization: `Bearer ${invited.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          protocol: { min: PROTOCOL, max: PROTOCOL },
          host: { name: host, os: 'linux', arch: 'x64', engine: 'Docker 29.1' },
        }),
      });
      return enrolAnswer.parse(await response.json());
    },
  };
}
