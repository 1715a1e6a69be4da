import type { Condition, Container, EngineEvent } from '@hale/core';
import { aCheckedContainer, anEvent, at, NOON } from '@hale/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_LAG_MS, Fleet } from './fleet.ts';
import type { FleetInput } from './fleet-input.ts';

const ACTS = ['start', 'pause', 'unpause', 'crash', 'stop', 'pass', 'fail'] as const;
type Act = (typeof ACTS)[number];
type Move = { readonly act: Act } | 'deliver' | 'ask-reaches-engine' | 'answer-comes-back' | 'wait';

const MOVE = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ACTS).map((act): Move => ({ act })) },
  { weight: 4, arbitrary: fc.constantFrom<Move>('deliver', 'ask-reaches-engine', 'answer-comes-back') },
  { weight: 1, arbitrary: fc.constant<Move>('wait') },
);

/** A container as simple as can be, and the truth about it: what an onlooker who misses nothing would write down. */
class Truth {
  container: Container = aCheckedContainer('healthy');
  readonly conditions: Condition[] = ['healthy'];
  readonly events: EngineEvent[] = [];
  #now = 0;
  #verdict: Condition = 'healthy';

  get offset(): number {
    return this.#now;
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  act(act: Act): void {
    const running = this.container.state.status === 'running';
    this.#now += 1;
    if (act === 'start' && this.container.state.status === 'exited') {
      this.#set('starting', { status: 'running', startedAt: at(this.#now), exitCode: 0 });
      this.#judge('starting', 0);
      this.#emit('start');
    } else if (act === 'pause' && running) {
      this.#set('paused', { status: 'paused' });
      this.#emit('pause');
    } else if (act === 'unpause' && this.container.state.status === 'paused') {
      this.#set(this.#verdict, { status: 'running' });
      this.#emit('unpause');
    } else if (act === 'crash' && running) {
      this.#set('crashed', { status: 'exited', exitCode: 1, finishedAt: at(this.#now) });
      this.#emit('die', { exitCode: 1 });
    } else if (act === 'stop' && running) {
      this.conditions.push('stopping');
      this.#emit('kill', { signal: '15' });
      this.#now += 1;
      this.#set('stopped', { status: 'exited', exitCode: 1, finishedAt: at(this.#now) });
      this.#emit('die', { exitCode: 1 });
      this.#emit('stop');
    } else if (act === 'pass' && running && this.container.health?.status !== 'healthy') {
      this.#judge('healthy', 0);
      this.conditions.push('healthy');
      this.#emit('health_status', { health: 'healthy' });
    } else if (act === 'fail' && running && this.container.health?.status !== 'unhealthy') {
      this.#judge('unhealthy', 3);
      this.conditions.push('unhealthy');
      this.#emit('health_status', { health: 'unhealthy' });
    }
  }

  #set(condition: Condition, state: Partial<Container['state']>): void {
    this.conditions.push(condition);
    this.container = { ...this.container, state: { ...this.container.state, ...state } };
  }

  #judge(status: 'starting' | 'healthy' | 'unhealthy', failingStreak: number): void {
    this.#verdict = status;
    this.container = { ...this.container, health: { status, failingStreak, log: [] } };
  }

  #emit(action: EngineEvent['action'], rest: Partial<EngineEvent> = {}): void {
    this.events.push(anEvent(action, this.#now, rest));
  }
}

/** Plays the moves between the truth and a fleet, whose events and inspects cross the network at their own pace. */
function play(moves: readonly Move[]): { truth: readonly Condition[]; told: readonly Condition[] } {
  const truth = new Truth();
  const fleet = new Fleet();
  const told: Condition[] = [];
  const asked: string[] = [];
  const answers: Container[] = [];
  const take = (input: FleetInput): void => {
    const { transitions, commands } = fleet.step(input);
    told.push(...transitions.map(({ to }) => to));
    for (const command of commands) if (command.kind === 'inspect') asked.push(command.id);
  };
  const deliver = (): void => {
    const event = truth.events.shift();
    if (event) take({ kind: 'event', event });
  };
  const reach = (): void => {
    if (asked.shift() !== undefined) answers.push(truth.container);
  };
  const answer = (): void => {
    const container = answers.shift();
    if (container) take({ kind: 'inspected', id: container.id, at: NOON + truth.offset, container });
  };
  const wait = (): void => {
    // An event takes less than this to arrive: that is what the fleet relies on.
    while (truth.events.length > 0) deliver();
    truth.pass(EVENT_LAG_MS);
    take({ kind: 'time', at: NOON + truth.offset });
  };

  take({ kind: 'connected', at: NOON - 3_600_000, streaming: true, asksTold: true });
  const { id, name, image, labels } = truth.container;
  take({
    kind: 'listed',
    containers: [{ id, name, image, labels, status: 'running', healthStatus: 'healthy' }],
  });
  reach();
  answer();
  for (const move of moves) {
    if (move === 'deliver') deliver();
    else if (move === 'ask-reaches-engine') reach();
    else if (move === 'answer-comes-back') answer();
    else if (move === 'wait') wait();
    else truth.act(move.act);
  }
  for (let n = 0; n < 4; n += 1) {
    wait();
    while (asked.length + answers.length > 0) {
      reach();
      answer();
    }
  }
  return { truth: truth.conditions, told };
}

test('however events and inspects cross on their way, what is told is what happened: nothing lost, nothing invented', () => {
  fc.assert(
    fc.property(fc.array(MOVE, { maxLength: 60 }), (moves) => {
      // Three crashes in ten minutes are a loop, which this onlooker does not know of.
      fc.pre(moves.filter((move) => typeof move === 'object' && move.act === 'crash').length < 3);
      const { truth, told } = play(moves);
      expect(told).toEqual(truth);
    }),
    { numRuns: 2_000 },
  );
});
