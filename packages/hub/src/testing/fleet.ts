import type { HubOptions } from '../options.ts';
import { aChange, anAgentSession, lose, type TestSession } from './agent.ts';
import { aHub, type TestHub } from './hub.ts';

export interface TestFleet extends TestHub {
  /** Live: `shop/web/1`, `shop/web/2`, `cache` are healthy, `db` is not. */
  readonly shed: TestSession;
  /** Lost: `web` was healthy. */
  readonly barn: TestSession;
  /** Two of one host name, live: `web` is running. */
  readonly twins: readonly [TestSession, TestSession];
  /** The JSON of an answer, and its status. */
  ask(path: string, body?: object): Promise<{ readonly status: number; readonly json: unknown }>;
}

/** Four agents on three hosts. */
export async function aFleet(options: Partial<Omit<HubOptions, 'clock'>> = {}): Promise<TestFleet> {
  const theHub = await aHub(options);
  const shed = await anAgentSession(theHub, {
    name: 'shed',
    changes: [
      aChange('shop/web/2'),
      aChange('shop/web/1'),
      aChange('cache'),
      aChange('db', 'unhealthy', { n: 1, output: 'refused' }),
    ],
  });
  const barn = await anAgentSession(theHub, { name: 'barn', changes: [aChange('web')] });
  const twins = [
    await anAgentSession(theHub, { name: 'twin', changes: [aChange('web', 'running')] }),
    await anAgentSession(theHub, { name: 'twin', changes: [aChange('web', 'running')] }),
  ] as const;
  await lose(theHub, barn);
  return {
    ...theHub,
    shed,
    barn,
    twins,
    async ask(path, body) {
      const response = await theHub.app.request(path, {
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      return { status: response.status, json: await response.json() };
    },
  };
}
