import type { EngineStatus } from '@hale/core';
import { type Engine, until } from '../rig/index.ts';
import { Diary } from './diary.ts';
import { HELD, heldAs, type Rest, withoutRaces } from './held.ts';
import { QUICK } from './outcome.ts';
import { commandLines } from './processes.ts';
import type { Scenario, Twin } from './twins.ts';

/** What is done to a container, and how it comes to rest. */
export interface Step {
  /** A call on the container; `die` has its own program end. */
  readonly act:
    | 'none'
    | 'pause'
    | 'unpause'
    | 'stop?t=0'
    | 'start'
    | 'restart?t=0'
    | 'kill'
    | 'kill?signal=HUP'
    | 'die';
  readonly state: EngineStatus;
  /** How many there have been since it was created. */
  readonly results: number;
  /** The ordinal of the probe that is under way. */
  readonly probing?: number;
}

export interface Life extends Scenario {
  readonly steps: readonly Step[];
}

/** A record that has not changed for so long has come to rest. Less than the interval of a life that rests between two probes. */
const REST_MS = 500;
const IDLE_INTERVAL_MS = 2_000;

const MID_PROBE = { intervalMs: 150, timeoutMs: 120_000, startPeriodMs: 0, retries: 2 };
const IDLE = { ...MID_PROBE, intervalMs: IDLE_INTERVAL_MS };
const { pass, 'exit 1': fail } = QUICK;

/** Ends when it is asked to, once. */
const MORTAL = ['sh', '-c', 'while ! rm /end 2>/dev/null; do sleep 0.1; done; exit 1'];

export const LIVES: readonly Life[] = [
  {
    name: 'interrupted while it is probed',
    commands: [pass, fail, HELD, pass, fail, HELD, fail, HELD, pass, HELD, pass, fail, fail, HELD],
    policy: MID_PROBE,
    steps: [
      { act: 'none', state: 'running', results: 2, probing: 3 },
      { act: 'kill?signal=HUP', state: 'running', results: 2, probing: 3 },
      { act: 'pause', state: 'paused', results: 2 },
      { act: 'unpause', state: 'running', results: 4, probing: 6 },
      { act: 'restart?t=0', state: 'running', results: 5, probing: 8 },
      { act: 'stop?t=0', state: 'exited', results: 5 },
      { act: 'start', state: 'running', results: 6, probing: 10 },
      { act: 'kill', state: 'exited', results: 6 },
      { act: 'start', state: 'running', results: 9, probing: 14 },
    ],
  },
  {
    name: 'interrupted between two probes',
    commands: [pass, pass, fail, fail, pass],
    policy: IDLE,
    steps: [
      { act: 'none', state: 'running', results: 1 },
      { act: 'pause', state: 'paused', results: 1 },
      { act: 'unpause', state: 'running', results: 2 },
      { act: 'stop?t=0', state: 'exited', results: 2 },
      { act: 'start', state: 'running', results: 3 },
      { act: 'restart?t=0', state: 'running', results: 4 },
      { act: 'kill', state: 'exited', results: 4 },
      { act: 'start', state: 'running', results: 5 },
    ],
  },
  {
    name: 'paused in its start period, and so out of it',
    commands: [fail, HELD, fail, HELD, fail, fail, HELD],
    policy: { ...MID_PROBE, startPeriodMs: 600_000 },
    steps: [
      { act: 'none', state: 'running', results: 1, probing: 2 },
      { act: 'pause', state: 'paused', results: 1 },
      { act: 'unpause', state: 'running', results: 2, probing: 4 },
      { act: 'restart?t=0', state: 'running', results: 4, probing: 7 },
    ],
  },
  {
    name: 'brought back by its restart policy',
    commands: [pass, fail, HELD, fail, HELD, pass, HELD],
    policy: MID_PROBE,
    container: { cmd: MORTAL, restart: 'always' },
    steps: [
      { act: 'none', state: 'running', results: 2, probing: 3 },
      { act: 'die', state: 'running', results: 3, probing: 5 },
      { act: 'die', state: 'running', results: 4, probing: 7 },
    ],
  },
];

/** Leads one twin through its life: its record at the end of each step. */
export async function lead(engine: Engine, { name, steps }: Life, twin: Twin): Promise<readonly Rest[]> {
  const diary = new Diary();
  const records: Rest[] = [];
  for (const step of steps) {
    await perform(engine, twin, step);
    const what = `${name}: ${twin.by} after ${step.act}, ${step.state} with ${step.results} results`;
    records.push(await atRest(what, twin, step, diary));
  }
  return records;
}

async function perform(engine: Engine, { id }: Twin, { act }: Step): Promise<void> {
  if (act === 'none') return;
  if (act === 'die') {
    const { code, stderr } = await engine.docker('exec', id, 'touch', '/end');
    if (code !== 0) throw new Error(`${act}: ${code} ${stderr}`);
    return;
  }
  const { status, body } = await engine.call('POST', `/containers/${id}/${act}`);
  if (status >= 300) throw new Error(`${act}: ${status} ${JSON.stringify(body)}`);
}

function atRest(what: string, twin: Twin, step: Step, diary: Diary): Promise<Rest> {
  let last = '';
  let since = 0;
  return until(
    what,
    async () => {
      const look = await twin.look();
      if (!look) return false;
      const rest = twin.by === 'native' ? withoutRaces(look) : { health: look.health, races: [] };
      diary.note(rest.health);
      const isThere = look.state === step.state && diary.entries.length === step.results;
      const isHeld = step.probing === undefined || commandLines(twin.id).includes(heldAs(step.probing));
      const seen = JSON.stringify(look);
      if (!isThere || !isHeld || seen !== last) since = performance.now();
      last = seen;
      return performance.now() - since >= REST_MS && rest;
    },
    STEP_WITHIN_MS,
  );
}

/** On a busy machine. */
const STEP_WITHIN_MS = 30_000;
