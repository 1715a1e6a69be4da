import { randomInt } from 'node:crypto';
import { env } from 'node:process';
import { expect, test } from 'vitest';
import { type Account, settle } from './delivery/account.ts';
import { type Play, type Played, play } from './delivery/play.ts';
import { describeEngines } from './rig/index.ts';

/** To replay a run: HALE_SEED, which it has printed. For a long one: HALE_ROUNDS. */
const seed = Number(env['HALE_SEED'] ?? randomInt(2 ** 31));
const long = env['HALE_ROUNDS'] !== undefined;
const rounds = Array.from({ length: Number(env['HALE_ROUNDS'] ?? 1) }, (_, round) => round);
const PLAY: Play = long
  ? { changes: 200, agentKills: 50, engineKills: 10 }
  : { changes: 40, agentKills: 6, engineKills: 1 };
const WITHIN_MS = long ? 900_000 : 180_000;

describeEngines(
  (engine) => {
    test.each(rounds)(
      `none lost, none invented, the last word true: seed ${seed} plus %i`,
      { timeout: WITHIN_MS },
      async (round) => {
        const played = await play(engine, PLAY, seed + round);
        const { books, verdict, slack } = played;
        const account = settle(books);
        report(engine.name, seed + round, account, played);
        await engine.removeContainers();
        expect(verdict.breach).toBeNull();
        expect(account).toMatchObject({
          lost: [],
          invented: [],
          changed: [],
          disordered: [],
          broken: [],
          wrong: [],
        });
        expect(slack.wrong).toEqual([]);
      },
    );
  },
  { kind: 'docker' },
);

function report(engine: string, of: number, account: Account, { slack, faults, ownEnds }: Played): void {
  const { entries, arrivals, repeats, lost, invented, changed, disordered, broken, wrong } = account;
  const { changes, agentKills, engineKills } = PLAY;
  const bad = invented.length + changed.length + disordered.length + broken.length;
  process.stdout.write(
    `delivery ${engine}: ${changes} changes, ${agentKills} agents and ${engineKills} daemons killed, ${ownEnds} agents ended by themselves; ${entries} transitions, ` +
      `${arrivals} arrivals, ${repeats} repeats, ${slack.messages} Slack messages, ${lost.length} lost, ${bad} wrong on the way, ` +
      `${wrong.length} wrong in the end (${faults}; HALE_SEED=${of})\n`,
  );
}
