import { HaleError, type Http } from '@hale/core';
import { seededRandom } from '@hale/core/simulate';
import { createSimulatedClock } from '@hale/core/testing';
import { enrolAnswer } from '@hale/protocol/sync';
import { expect, test } from 'vitest';
import { instantHash } from '../testing/agent.ts';
import { AGENT_TOKEN, type Answer, ENROLMENT_TOKEN, HUB_URL, TestHub } from '../testing/hub.ts';
import { enrol } from './enrol.ts';

const HOST = { name: 'here', os: 'linux', arch: null, engine: null };

function aHub() {
  return new TestHub({ clock: createSimulatedClock(), hash: instantHash, random: seededRandom(1) });
}

const failure = (http: Http) =>
  enrol({ http, url: HUB_URL, token: ENROLMENT_TOKEN }, HOST).then(
    () => null,
    (error: unknown) => error,
  );

test('an enrolment token is changed for one of the agent', async () => {
  const hub = aHub();
  const answer = await enrol({ http: hub.http, url: HUB_URL, token: ENROLMENT_TOKEN }, HOST);
  expect(enrolAnswer.parse(answer).token).toBe(AGENT_TOKEN);
  expect(hub.exchanges[0]?.request).toEqual({ protocol: { min: 1, max: 1 }, host: HOST });
});

const refusals: readonly (readonly [Answer | 'lost', string])[] = [
  [{ status: 401 }, 'refused'],
  [{ status: 426, body: { protocol: { min: 2, max: 2 } } }, 'unsupported'],
  [{ status: 429 }, 'unreachable'],
  [{ status: 404 }, 'protocol'],
  [{ status: 400 }, 'protocol'],
  [{ status: 413 }, 'protocol'],
  ['lost', 'unreachable'],
];

test.each(refusals)('%j is the error %s, and tells no token', async (fate, code) => {
  const hub = aHub();
  hub.fate = () => fate;
  const error = await failure(hub.http);
  expect(error).toBeInstanceOf(HaleError);
  expect(error).toMatchObject({ code });
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('hale_e1');
});
