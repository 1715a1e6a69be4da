import { describe, expect, test } from 'vitest';
import type { Habits } from './habits.ts';
import { runObedient, untilStatus } from './program.ts';
import type { Recorder } from './recorder.ts';
import { inspect, post, type Subject } from './subject.ts';

/** What is told of a container in which order, and what its state is afterwards. */
export function lifecycle(subject: Subject, recorder: Recorder, habits: Habits): void {
  const { stories, mayTell, racesAtStop, kind, signalUnpauses } = habits;

  /** What is told from here on. */
  async function from(id: string, act: () => Promise<number>, story: readonly string[]): Promise<string[]> {
    await recorder.catchUp();
    const before = (await recorder.story(id, 0)).length;
    expect(await act()).toBeLessThan(300);
    const told = (await recorder.story(id, before + story.length)).slice(before);
    const surely = told.filter((event) => !mayTell.includes(event));
    return racesAtStop ? stopFirst(surely) : surely;
  }

  describe.concurrent('lifecycle', () => {
    test('run', async () => {
      const { id } = await subject.runContainer();
      expect(await recorder.story(id, 2)).toEqual(stories.run);
      const { State } = await inspect(subject, id);
      expect(State).toMatchObject({
        Status: 'running',
        Running: true,
        Paused: false,
        Restarting: false,
        ExitCode: 0,
      });
      expect(State.FinishedAt).toBe('0001-01-01T00:00:00Z');
    });

    test('stop', async () => {
      const id = await runObedient(subject);
      expect(await from(id, () => post(subject, `/containers/${id}/stop`), stories.stop)).toEqual(
        stories.stop,
      );
      expect((await inspect(subject, id)).State).toMatchObject({
        Status: 'exited',
        Running: false,
        Pid: 0,
        ExitCode: 3,
      });
    });

    test('stop of one that is deaf', async () => {
      const { id } = await subject.runContainer();
      const story = await from(id, () => post(subject, `/containers/${id}/stop?t=1`), stories.stopDeaf);
      expect(story).toEqual(stories.stopDeaf);
      expect((await inspect(subject, id)).State).toMatchObject({ Status: 'exited', ExitCode: 137 });
    });

    test('kill', async () => {
      const { id } = await subject.runContainer();
      expect(await from(id, () => post(subject, `/containers/${id}/kill`), stories.kill)).toEqual(
        stories.kill,
      );
      await untilStatus(subject, id, 'exited');
      expect((await inspect(subject, id)).State).toMatchObject({ ExitCode: 137 });
    });

    test('a signal that nobody listens to', async () => {
      const { id } = await subject.runContainer();
      const story = await from(id, () => post(subject, `/containers/${id}/kill?signal=HUP`), stories.reload);
      expect(story).toEqual(stories.reload);
      expect((await inspect(subject, id)).State.Status).toBe('running');
    });

    test('pause and unpause', async () => {
      const { id } = await subject.runContainer();
      expect(await from(id, () => post(subject, `/containers/${id}/pause`), ['pause'])).toEqual(['pause']);
      expect((await inspect(subject, id)).State).toMatchObject({
        Status: 'paused',
        Running: true,
        Paused: true,
      });
      expect(await from(id, () => post(subject, `/containers/${id}/unpause`), ['unpause'])).toEqual([
        'unpause',
      ]);
      expect((await inspect(subject, id)).State).toMatchObject({
        Status: 'running',
        Running: true,
        Paused: false,
      });
    });

    test('a signal to a paused one', async () => {
      const { id } = await subject.runContainer();
      await post(subject, `/containers/${id}/pause`);
      const expected = signalUnpauses ? [...stories.reload, 'unpause'] : stories.reload;
      expect(await from(id, () => post(subject, `/containers/${id}/kill?signal=HUP`), expected)).toEqual(
        expected,
      );
      expect((await inspect(subject, id)).State.Status).toBe(signalUnpauses ? 'running' : 'paused');
    });

    test('kill of a paused one tells no unpause', async () => {
      const { id } = await subject.runContainer();
      await post(subject, `/containers/${id}/pause`);
      expect(await from(id, () => post(subject, `/containers/${id}/kill`), stories.kill)).toEqual(
        stories.kill,
      );
    });

    test('restart', async () => {
      const id = await runObedient(subject);
      const story = await from(id, () => post(subject, `/containers/${id}/restart`), stories.restart);
      expect(story).toEqual(stories.restart);
      const { State, RestartCount } = await inspect(subject, id);
      expect(State).toMatchObject({ Status: 'running', ExitCode: 0 });
      expect(State.FinishedAt).not.toBe('0001-01-01T00:00:00Z');
      expect(RestartCount).toBe(0);
    });

    test('rm -f', async () => {
      const { id } = await subject.runContainer();
      const remove = async (): Promise<number> =>
        (await subject.call('DELETE', `/containers/${id}?force=1`)).status;
      expect(await from(id, remove, stories.remove)).toEqual(stories.remove);
      expect((await subject.call('GET', `/containers/${id}/json`)).status).toBe(404);
    });

    test('a restart policy', async () => {
      const HostConfig = { NetworkMode: 'host', RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 1 } };
      const { id } = await subject.runContainer({ cmd: ['sh', '-c', 'exit 4'], body: { HostConfig } });
      expect(await recorder.story(id, stories.crash.length)).toEqual(stories.crash);
      expect(await inspect(subject, id)).toMatchObject({
        State: { Status: 'exited', ExitCode: 4 },
        RestartCount: 1,
      });
    });

    test('rename tells the new name, and the old one where the engine is Docker', async () => {
      const { id } = await subject.runContainer({ name: `old-${kind}`, start: false });
      expect(await post(subject, `/containers/${id}/rename?name=new-${kind}`)).toBe(204);
      await recorder.story(id, 2);
      const renamed = recorder.of(id).find(({ action }) => action === 'rename');
      expect(renamed?.attributes).toMatchObject({
        name: `new-${kind}`,
        ...(kind === 'docker' && { oldName: `/old-${kind}` }),
      });
    });

    if (kind === 'podman') return;

    test("a container's labels cover an event's own attributes", async () => {
      const labels = { exitCode: '0', signal: 'forged', name: 'forged', image: 'forged', tier: 'front' };
      const { id, name } = await subject.runContainer({ labels });
      await post(subject, `/containers/${id}/kill`);
      await recorder.story(id, 4);
      const told = recorder.of(id).filter(({ action }) => action === 'kill' || action === 'die');
      for (const { attributes } of told) {
        expect(attributes).toMatchObject({ ...labels, name, image: 'hale-test:1' });
      }
    });
  });
}

/** As if stop had won the race against die. */
function stopFirst(story: readonly string[]): string[] {
  const stop = story.indexOf('stop');
  const before = story[stop - 1];
  return before?.startsWith('die') ? story.with(stop - 1, 'stop').with(stop, before) : [...story];
}
