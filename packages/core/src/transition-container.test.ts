import { expect, it } from 'vitest';
import { aCheckedContainer, aContainer, at } from './testing/container.ts';
import { transitionContainer } from './transition-container.ts';

it('says where it stands in its compose project', () => {
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
  expect(transitionContainer(aContainer({ labels }), 'running')).toMatchObject({
    project: 'shop',
    service: 'web',
  });
  expect(transitionContainer(aContainer(), 'running')).toMatchObject({ project: null, service: null });
});

it('has a streak and an output only where the change is a verdict', () => {
  const container = aCheckedContainer('unhealthy', 3);
  expect(transitionContainer(container, 'unhealthy')).toMatchObject({
    failingStreak: 3,
    output: 'refused\n',
  });
  expect(transitionContainer(container, 'paused')).toMatchObject({ failingStreak: null, output: null });
});

it('has an exit code only once it has ended', () => {
  const { state } = aContainer();
  const exited = aContainer({ state: { ...state, status: 'exited', exitCode: 3, finishedAt: at(0) } });
  expect(transitionContainer(exited, 'crashed').exitCode).toBe(3);
  expect(transitionContainer(aContainer(), 'running').exitCode).toBeNull();
});
