import type { ContainerView } from '@hale/agent';
import { aCheckedContainer, aContainer, NOON } from '@hale/core/testing';
import { expect, it } from 'vitest';
import { judgeChecks } from './checks.ts';

const view = (container: ContainerView['container'], name = 'web'): ContainerView => ({
  subject: `container/${name}`,
  condition: 'healthy',
  since: null,
  flapping: false,
  container,
});

/** Its last probe has ended at noon. By default a probe starts within 30 s + 30 s, and ends within 30 s. */
const checked = view(aCheckedContainer('healthy'));
const DUE = NOON + 90_000 - 990;

it('waits for a probe as long as the engine may take', () => {
  expect(judgeChecks([checked], 'docker', DUE)).toMatchObject({
    verdict: 'fine',
    text: 'every healthcheck of 1 running container is on time',
  });
  expect(judgeChecks([checked], 'docker', DUE + 1)).toMatchObject({
    verdict: 'warning',
    text: '1 of 1 healthchecks is overdue: web',
    advice: expect.stringContaining('overloaded'),
  });
});

it('knows what Podman lacks without systemd', () => {
  expect(judgeChecks([checked], 'podman', DUE + 1).advice).toContain('podman healthcheck run');
});

it('does not count what has no check, or does not run', () => {
  const paused = view(aCheckedContainer('healthy', 0, { state: { status: 'paused' } }));
  expect(judgeChecks([view(aContainer()), paused], 'docker', DUE + 1)).toMatchObject({
    verdict: 'fine',
    text: 'no running container has a healthcheck',
  });
});

it('names a few of many', () => {
  const many = Array.from({ length: 7 }, (_, n) => view(aCheckedContainer('healthy'), `web${n}`));
  expect(judgeChecks(many, 'docker', DUE + 1).text).toBe(
    '7 of 7 healthchecks are overdue: web0, web1, web2, web3, web4, +2 more',
  );
});
