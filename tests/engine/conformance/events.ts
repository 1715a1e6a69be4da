import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { run } from './program.ts';
import type { Recorder } from './recorder.ts';
import { post, removeAll, type Subject } from './subject.ts';

/** Lines of JSON under a type that says JSON: not for the rig's `call`. */
function readAll({ socket }: Subject, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ socketPath: socket, path, agent: false }, (response) => resolve(text(response))).on(
      'error',
      reject,
    );
  });
}

const KEPT = 256;

/** Section 4.3; Docker only, since Podman's log is a file, with other words and other rules. */
export function events(subject: Subject, recorder: Recorder): void {
  async function replay(
    since: string,
    until: string,
    filters: Readonly<Record<string, readonly string[]>> = {},
  ): Promise<string[]> {
    const query = new URLSearchParams({ since, until, filters: JSON.stringify(filters) });
    const lines = await readAll(subject, `/events?${query.toString()}`);
    return [...lines.matchAll(/"Action":"([^"]*)"/g)].map(([, action = '']) => action);
  }

  function toSeconds(timeNano: string | undefined): string {
    return `${timeNano?.slice(0, -9)}.${timeNano?.slice(-9)}`;
  }

  describe('events', () => {
    test('since and until bring back all between them, both ends included', async () => {
      const { id } = await subject.runContainer();
      for (const verb of ['pause', 'unpause', 'pause']) await post(subject, `/containers/${id}/${verb}`);
      await recorder.story(id, 5);
      const times = recorder.of(id).map(({ timeNano }) => toSeconds(timeNano));
      const [, start = '', pause = '', unpause = ''] = times;
      expect(await replay(start, unpause, { container: [id] })).toEqual(['start', 'pause', 'unpause']);
      expect(await replay(pause, pause, { container: [id] })).toEqual(['pause']);
    });

    test('filters', async () => {
      const labels = { conformance: 'events' };
      const { id, name } = await subject.runContainer({ labels });
      await run(subject, id, ['true']);
      await post(subject, `/containers/${id}/kill`);
      await recorder.story(id, 4);
      const told = recorder.of(id).map(({ timeNano }) => toSeconds(timeNano));
      const ask = (filters: Readonly<Record<string, readonly string[]>>): Promise<string[]> =>
        replay(told[0] ?? '', told.at(-1) ?? '', { container: [id], ...filters });
      const all = ['create', 'start', 'exec_create: true ', 'exec_start: true ', 'exec_die', 'kill', 'die'];
      expect(await ask({})).toEqual(all);
      expect(await ask({ container: [id.slice(0, 12)] })).toEqual(all);
      expect(await ask({ container: [name] })).toEqual(all);
      expect(await ask({ type: ['network'] })).toEqual([]);
      expect(await ask({ event: ['die', 'create'] })).toEqual(['create', 'die']);
      expect(await ask({ event: ['exec_d'] })).toEqual([]);
      expect(await ask({ event: ['exec_d', 'health_status'] })).toEqual(['exec_die']);
      expect(await ask({ event: ['exec_start'] })).toEqual(['exec_start: true ']);
      expect(await ask({ event: ['start', 'exec_create'] })).toEqual(['start', 'exec_create: true ']);
      expect(await ask({ label: ['conformance=events'], event: ['die'] })).toEqual(['die']);
      expect(await ask({ label: ['conformance=events', 'other'] })).toEqual([]);
      expect(await ask({ image: ['hale-test'], event: ['die'] })).toEqual(['die']);
      expect(await ask({ nonsense: ['ignored'], event: ['die'] })).toEqual(['die']);
    });

    test(`the engine remembers ${KEPT} events, and no more`, async () => {
      await removeAll(subject);
      const { id } = await subject.runContainer({ start: false });
      for (let turn = 0; turn < KEPT; turn += 1)
        await post(subject, `/containers/${id}/rename?name=turn-${turn}`);
      await recorder.catchUp();
      const last = toSeconds(recorder.of(id).at(-1)?.timeNano);
      // The witness is the 256th, and later.
      expect(await replay('1', last)).toEqual(Array.from({ length: KEPT - 1 }, () => 'rename'));
    });
  });
}
