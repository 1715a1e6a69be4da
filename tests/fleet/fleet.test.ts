import { randomInt } from 'node:crypto';
import { env } from 'node:process';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { settle } from './account.ts';
import { figures } from './figures.ts';
import { type Play, play } from './play.ts';

/** To replay a run: HALE_SEED, which it has printed. For a long one: HALE_ROUNDS, HALE_FLEET. */
const seed = Number(env['HALE_SEED'] ?? randomInt(2 ** 31));
const rounds = Array.from({ length: Number(env['HALE_ROUNDS'] ?? 1) }, (_, round) => round);
const SHORT: Play = {
  agents: 5,
  turnMs: 300,
  hubKills: 5,
  agentKills: 8,
  networkFaults: 4,
  losses: 0,
  pauseMs: 1_000,
};
const count = z.coerce.number().pipe(z.int().min(0));
const long = z
  .object({ agents: count, hubKills: count, agentKills: count })
  .transform((asked): Play => ({ ...asked, turnMs: 1_000, networkFaults: 40, losses: 3, pauseMs: 1_000 }));
const asked = env['HALE_FLEET'];
const PLAY = asked === undefined ? SHORT : long.parse(JSON.parse(asked));
const WITHIN_MS = asked === undefined ? 600_000 : 3_600_000;

test.each(rounds)(
  `a fleet of processes loses nothing and invents nothing: seed ${seed} plus %i`,
  { timeout: WITHIN_MS },
  async (round) => {
    const played = await play(PLAY, seed + round);
    const account = settle(played.books);
    process.stdout.write(figures(PLAY, played, account, seed + round));
    const { restless, breaches, enrolled, rejected, deadLetters, exits } = played;
    expect(Object.entries(account.wrong).filter(([, sentences]) => sentences.length > 0)).toEqual([]);
    expect({ restless, breaches, enrolled, rejected, deadLetters }).toEqual({
      restless: [],
      breaches: [],
      enrolled: PLAY.agents,
      rejected: 0,
      deadLetters: 0,
    });
    expect(exits.filter((exit) => exit !== 0)).toEqual([]);
    expect(account.entries).toBeGreaterThan(PLAY.agents);
  },
);
