import { seededRandom } from '@hale/core/simulate';
import type { Verdict } from '@hale/store';
import { type Engine, until } from '../rig/index.ts';
import { type Books, lastWords, wrongWords } from './account.ts';
import type { AgentProcess } from './agent-process.ts';
import { Cast } from './cast.ts';
import { type Chance, chanceOf } from './chance.ts';
import { Receiver } from './receiver.ts';
import { remembered } from './remembered.ts';
import { change } from './script.ts';
import { endsWithoutBeginning, wrongBeliefs } from './slack-account.ts';
import { slackWordsOf } from './slack-word.ts';
import { SLACK, setStage, WEBHOOK, WEBHOOK_NAME } from './stage.ts';
import { truthOf } from './truth.ts';
import { wordOf } from './word.ts';

export interface Play {
  readonly changes: number;
  /** By SIGKILL, somewhere in the middle of a change, and started again at once. */
  readonly agentKills: number;
  /** As well. */
  readonly engineKills: number;
}

export interface Played {
  readonly books: Books;
  readonly verdict: Verdict;
  readonly slack: { readonly messages: number; readonly wrong: readonly string[] };
  /** Times that the agent ended by itself: it was started while its engine did not answer. */
  readonly ownEnds: number;
  /** What the receiver did, in words. */
  readonly faults: string;
}

/** No change takes much longer. */
const CHANGE_MS = 150;
/** A breaker that is half open, a settling stop and a gathering destination, one after the other. */
const QUIET_WITHIN_MS = 90_000;

/** Plays it on an engine, until all is quiet. The same seed does the same; what comes of that is up to the machine. */
export async function play(
  engine: Engine,
  { changes, agentKills, engineKills }: Play,
  seed: number,
): Promise<Played> {
  const chance = chanceOf(seededRandom(seed));
  // Of its own: how often it is asked is up to the machine.
  await using receiver = await Receiver.open(seededRandom(seed));
  await using stage = await setStage(engine, receiver);
  const { agent, data } = stage;
  const cast = new Cast(engine);
  const killsAgent = chance.among(changes, agentKills);
  const killsEngine = chance.among(changes, engineKills);
  agent.start();
  await agent.untilWatching();
  for (let n = 0; n < changes; n += 1) {
    const killed = killsAgent.has(n) ? killAmid(agent, chance) : null;
    await change(cast, chance);
    if (killsEngine.has(n)) await engine.restart('SIGKILL');
    await killed;
    // Some changes meet an agent that is still starting, most one that watches.
    if (chance.below(3) > 0) await agent.untilWatching();
  }
  receiver.mend();
  await agent.untilWatching();
  const arrived = () => receiver.bodies(WEBHOOK).map(wordOf);
  const slack = () => receiver.bodies(SLACK).flatMap(slackWordsOf);
  const truth = () => truthOf(engine, cast);
  await quiet(async () => wrongWords(lastWords(arrived()), await truth()));
  // As an operator would who does not want to wait for what still settles.
  await agent.command('notify', 'retry');
  await quiet(async () => wrongBeliefs(slack(), await truth()));
  const last = await truth();
  await agent.end('SIGTERM');
  const { due, verdict } = await remembered(data, WEBHOOK_NAME);
  const words = slack();
  return {
    books: { due, arrived: arrived(), truth: last },
    verdict,
    slack: {
      messages: receiver.bodies(SLACK).length,
      wrong: [...endsWithoutBeginning(words), ...wrongBeliefs(words, last)],
    },
    ownEnds: agent.ownEnds,
    faults: [...receiver.played].map(([fault, times]) => `${times} ${fault}`).join(', '),
  };
}

/** Until nothing is wrong; what is still wrong then is for the account to say. */
async function quiet(wrong: () => Promise<readonly string[]>): Promise<void> {
  const isQuiet = async (): Promise<boolean> => (await wrong()).length === 0;
  await until('nothing is wrong', isQuiet, QUIET_WITHIN_MS).catch(() => undefined);
}

/** Resolves once it has been started again. */
async function killAmid(agent: AgentProcess, chance: Chance): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, chance.below(CHANGE_MS)));
  await agent.end('SIGKILL');
  agent.start();
}
