import { describe, expect, test } from 'vitest';
import type { Habits } from './habits.ts';
import { untilStatus } from './program.ts';
import { post, type Subject } from './subject.ts';

/** Section 4.2. */
export function lists(subject: Subject, { listsPaused, knowsAncestor }: Habits): void {
  describe.concurrent('list', () => {
    test('what is listed, by filter', async () => {
      const labels = { conformance: 'list', tier: 'front=1' };
      const run = (name: string, start = true): Promise<{ readonly id: string }> =>
        subject.runContainer({ name: `list-${name}`, labels, start });
      const [created, running, paused, exited] = await Promise.all([
        run('created', false),
        run('running'),
        run('paused'),
        run('exited'),
      ]);
      await post(subject, `/containers/${paused.id}/pause`);
      await post(subject, `/containers/${exited.id}/kill`);
      await untilStatus(subject, exited.id, 'exited');

      const list = async (
        filters: Readonly<Record<string, readonly string[]>>,
        all = true,
      ): Promise<string[]> => {
        const asked = { label: ['conformance=list'], ...filters };
        const path = `/containers/json?all=${all ? 1 : 0}&filters=${encodeURIComponent(JSON.stringify(asked))}`;
        const { body } = await subject.call<{ Names: string[] }[]>('GET', path);
        return body.map(({ Names }) => Names[0]?.replace('/list-', '') ?? '').toSorted();
      };
      expect(await list({})).toEqual(['created', 'exited', 'paused', 'running']);
      expect(await list({}, false)).toEqual(listsPaused ? ['paused', 'running'] : ['running']);
      expect(await list({ status: ['exited'] }, false)).toEqual(['exited']);
      expect(await list({ status: ['created', 'paused'] })).toEqual(['created', 'paused']);
      expect(await list({ name: ['^/?list-p'] })).toEqual(['paused']);
      expect(await list({ name: ['ed$'] })).toEqual(['created', 'exited', 'paused']);
      expect(await list({ id: [running.id.slice(0, 20)] })).toEqual(['running']);
      expect(await list({ id: [created.id] })).toEqual(['created']);
      expect(await list({ label: ['conformance=list', 'tier=front=1'] })).toHaveLength(4);
      expect(await list({ label: ['conformance=list', 'tier=back'] })).toEqual([]);
      expect(await list({ label: ['conformance=list', 'other'] })).toEqual([]);
      expect(await list({ ancestor: ['hale-test:1'] })).toHaveLength(knowsAncestor ? 4 : 0);
    });

    test('a container is found by its id, its beginning, and its name', async () => {
      const { id, name } = await subject.runContainer({ start: false });
      for (const reference of [id, id.slice(0, 12), name]) {
        const { body } = await subject.call<{ Id: string }>('GET', `/containers/${reference}/json`);
        expect(body.Id).toBe(id);
      }
    });
  });
}
