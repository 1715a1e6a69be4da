import { seededRandom } from '@hale/core/simulate';
import { expect, test } from 'vitest';
import { lastWords, settle, wrongWords } from './delivery/account.ts';
import { Cast } from './delivery/cast.ts';
import { chanceOf } from './delivery/chance.ts';
import { IN_COMPOSE, LONG_LABEL, renames, untilHeard } from './delivery/flood.ts';
import { Receiver } from './delivery/receiver.ts';
import { remembered } from './delivery/remembered.ts';
import { change } from './delivery/script.ts';
import { setStage, WEBHOOK, WEBHOOK_NAME } from './delivery/stage.ts';
import { lockStore } from './delivery/store-lock.ts';
import { truthOf } from './delivery/truth.ts';
import { wordOf } from './delivery/word.ts';
import { describeEngine, until } from './rig/index.ts';

const SEED = 11;
const RENAMES = 1_500;
const CHANGES = 20;

describeEngine('docker-26.1', (engine) => {
  test('with all who take from hale blocked, a flood of events loses nothing', {
    timeout: 240_000,
  }, async () => {
    await using receiver = await Receiver.open();
    await using stage = await setStage(engine, receiver, { unread: true });
    const { agent, data } = stage;
    const cast = new Cast(engine);
    const chance = chanceOf(seededRandom(SEED));
    agent.start();
    await agent.untilWatching();
    const { id } = await engine.runContainer({ labels: { ...LONG_LABEL, ...IN_COMPOSE } });
    const herald = await engine.runContainer();
    await untilHeard(engine.socket, herald.id, () => receiver.bodies(WEBHOOK).length > 0);

    receiver.block();
    const unlock = lockStore(data);
    const flood = renames(engine.socket, id, RENAMES);
    for (let n = 0; n < CHANGES; n += 1) await change(cast, chance);
    await flood;
    unlock();
    receiver.unblock();
    agent.read();

    const words = () => receiver.bodies(WEBHOOK).map(wordOf);
    const isTrue = async (): Promise<boolean> => {
      // What fails for so long is left alone for a while.
      await agent.command('notify', 'retry');
      return wrongWords(lastWords(words()), await truthOf(engine, cast)).length === 0;
    };
    await until('the last word is true', isTrue, 120_000).catch(() => undefined);
    const truth = await truthOf(engine, cast);
    await agent.end('SIGTERM');
    const { due, verdict } = await remembered(data, WEBHOOK_NAME);
    const account = settle({ due, arrived: words(), truth });
    await engine.removeContainers();
    expect(account).toMatchObject({ lost: [], invented: [], changed: [], disordered: [], wrong: [] });
    expect(verdict.breach).toBeNull();
  });
});
