import { beforeAll, describe, expect, test } from 'vitest';
import type { Habits } from './habits.ts';
import { createExec, untilStatus } from './program.ts';
import { post, type Subject } from './subject.ts';

type Answer = readonly [status: number, message?: RegExp];

interface Refusal {
  readonly request: string;
  readonly body?: object;
  readonly docker: Answer;
  /** Section 4.6: most of what a client did wrong is a 500 there. Without it Podman is not asked. */
  readonly podman?: Answer;
}

const IMAGE = 'hale-test:1';
const badInterval = { Image: IMAGE, Healthcheck: { Test: ['CMD', 'true'], Interval: 1000 } };
const badRetries = { Image: IMAGE, Healthcheck: { Test: ['CMD', 'true'], Retries: -1 } };

const filters = (text: string): string => `filters=${encodeURIComponent(text)}`;

/** Letters are compared without case: 23.0 made the first ones small. */
const REFUSALS: readonly Refusal[] = [
  { request: 'GET /nope', docker: [404, /^page not found$/], podman: [404] },
  {
    request: 'GET /containers/nope/json',
    docker: [404, /^no such container: nope$/i],
    podman: [404, /"nope"/],
  },
  {
    request: 'POST /containers/nope/start',
    docker: [404, /^no such container: nope$/i],
    podman: [404, /"nope"/],
  },
  { request: 'DELETE /containers/nope', docker: [404, /^no such container: nope$/i], podman: [404] },
  {
    request: 'POST /containers/nope/exec',
    body: { Cmd: ['true'] },
    docker: [404, /^no such container: nope$/i],
    podman: [404],
  },
  { request: 'GET /exec/nope/json', docker: [404, /^no such exec instance: nope$/i], podman: [404] },
  {
    request: 'POST /exec/nope/start',
    body: {},
    docker: [404, /^no such exec instance: nope$/i],
    podman: [404],
  },

  { request: 'POST /containers/RUNNING/start', docker: [304], podman: [304] },
  {
    request: 'POST /containers/RUNNING/unpause',
    docker: [500, /^container \w{64} is not paused$/i],
    podman: [500, /is not paused/],
  },
  {
    request: 'DELETE /containers/RUNNING',
    docker: [409, /container is running|remove a running container/],
    podman: [500, /is running/],
  },
  {
    request: 'POST /containers/RUNNING/kill?signal=NOPE',
    docker: [400, /invalid signal: NOPE$/i],
    podman: [500, /invalid signal: NOPE/],
  },
  {
    request: 'POST /containers/RUNNING/rename?name=',
    docker: [400, /^neither old nor new names may be empty$/i],
    podman: [500],
  },
  {
    request: 'POST /containers/RUNNING/rename?name=RUNNING',
    docker: [400, /^renaming a container with the same name as its current name$/i],
  },
  {
    request: 'POST /containers/RUNNING/rename?name=PAUSED',
    docker: [409, /the container name "\/PAUSED" is already in use by container "?\w{64}"?/i],
  },
  {
    request: 'POST /containers/RUNNING/rename?name=**',
    docker: [400, /invalid container name \(\/\*\*\), only \[a-zA-Z0-9\]\[a-zA-Z0-9_.-\] are allowed$/i],
    podman: [500],
  },
  {
    request: 'POST /containers/RUNNING/exec',
    body: { Cmd: [] },
    docker: [400, /^no exec command specified$/i],
    podman: [500],
  },

  {
    request: 'POST /containers/PAUSED/pause',
    docker: [409, /^container \w{64} is already paused$/i],
    podman: [500, /is already paused/],
  },
  {
    request: 'POST /containers/PAUSED/start',
    docker: [409, /^cannot start a paused container, try unpause instead$/],
    podman: [500],
  },
  {
    request: 'POST /containers/PAUSED/exec',
    body: { Cmd: ['true'] },
    docker: [409, /^container PAUSED is paused, unpause the container before exec$/i],
    podman: [409, /is paused/],
  },
  {
    request: 'DELETE /containers/PAUSED',
    docker: [409, /paused and must be unpaused first$|unpause and then stop/i],
    podman: [500, /is paused/],
  },

  { request: 'POST /containers/STOPPED/stop', docker: [304], podman: [304] },
  {
    request: 'POST /containers/STOPPED/pause',
    docker: [409, /^container \w{64} is not running$/i],
    podman: [500],
  },
  {
    request: 'POST /containers/STOPPED/kill',
    docker: [409, /^cannot kill container: STOPPED: container \w{64} is not running$/i],
    podman: [500],
  },
  {
    request: 'POST /containers/STOPPED/exec',
    body: { Cmd: ['true'] },
    docker: [409, /^container \w{64} is not running$/i],
    podman: [500],
  },
  {
    request: 'POST /exec/EXEC_OF_STOPPED/start',
    body: {},
    docker: [404, /^no such exec instance: \w{64}$/i],
  },
  {
    request: 'POST /exec/EXEC_OF_PAUSED/start',
    body: {},
    docker: [409, /^container \w+ is paused, unpause the container before exec$/i],
  },

  {
    request: 'POST /containers/create?name=PAUSED',
    body: { Image: IMAGE },
    docker: [409, /^conflict\. the container name "\/PAUSED" is already in use by container "\w{64}"/i],
    podman: [500],
  },
  {
    request: 'POST /containers/create?name=.',
    body: { Image: IMAGE },
    docker: [400, /^invalid container name \(\.\)/i],
    podman: [500],
  },
  {
    request: 'POST /containers/create?name=refused',
    body: {},
    docker: [400, /^config cannot be empty in order to create a container$/i],
    podman: [500],
  },
  {
    request: 'POST /containers/create?name=refused',
    body: badInterval,
    docker: [400, /^Interval in Healthcheck cannot be less than 1ms$/],
  },
  {
    request: 'POST /containers/create?name=refused',
    body: badRetries,
    docker: [400, /^Retries in Healthcheck cannot be negative$/],
  },

  {
    request: `GET /containers/json?${filters('{"nope":["a"]}')}`,
    docker: [400, /^invalid filter 'nope'$/i],
    podman: [500],
  },
  {
    request: `GET /containers/json?${filters('{"health":["a"]}')}`,
    docker: [400, /^unrecogni[sz]ed filter value for health: a$/i],
    podman: [200],
  },
  {
    request: `GET /containers/json?${filters('{"status":["a"]}')}`,
    docker: [400, /^invalid filter 'status=a'$/i],
    podman: [500],
  },
  {
    request: 'GET /events?since=10&until=5',
    docker: [400, /^`since` time \(10\) cannot be after `until` time \(5\)$/],
  },
  {
    request: 'GET /v1.99/info',
    docker: [400, /^client version 1\.99 is too new\. Maximum supported API version is 1\.\d\d$/],
    podman: [200],
  },
];

/** What an engine says no to, with which status, in which words. Sections 4.1 to 4.4. */
export function refusals(subject: Subject, { kind }: Habits): void {
  describe('refusals', () => {
    const named = (text: string): string =>
      text.replaceAll(/RUNNING|PAUSED|STOPPED/g, (word) => `${word.toLowerCase()}-${kind}`);
    const asked = REFUSALS.filter((refusal) => refusal[kind] !== undefined);
    const execOf = { PAUSED: '', STOPPED: '' };

    beforeAll(async () => {
      await subject.runContainer({ name: named('RUNNING') });
      const paused = await subject.runContainer({ name: named('PAUSED') });
      const stopped = await subject.runContainer({ name: named('STOPPED') });
      execOf.PAUSED = await createExec(subject, paused.id, ['true']);
      execOf.STOPPED = await createExec(subject, stopped.id, ['true']);
      await post(subject, `/containers/${paused.id}/pause`);
      await post(subject, `/containers/${stopped.id}/kill`);
      await untilStatus(subject, stopped.id, 'exited');
    });

    for (const { request, body, [kind]: answer } of asked) {
      test(`${request} ${body === undefined ? '' : JSON.stringify(body)}`, async () => {
        const [method = '', path = ''] = named(
          request.replace('EXEC_OF_PAUSED', execOf.PAUSED).replace('EXEC_OF_STOPPED', execOf.STOPPED),
        ).split(' ');
        const reply = await subject.call<{ message?: string }>(method, path, body);
        const [status, message = /^/] = answer ?? [];
        expect([reply.status, reply.body]).toEqual([status, reply.body]);
        expect(reply.body.message ?? '').toMatch(new RegExp(named(message.source), message.flags));
      });
    }
  });
}
