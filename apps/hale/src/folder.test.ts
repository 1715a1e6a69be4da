import { expect, it } from 'vitest';
import { agentFolder } from './folder.ts';

it.each([
  ['unix:///var/run/docker.sock', '/data/unix-var-run-docker.sock'],
  ['tcp://10.0.0.7:2376', '/data/tcp-10.0.0.7-2376'],
  ['ssh://me@prod', '/data/ssh-me-prod'],
  ['../../etc', '/data/etc'],
  ['///', '/data/engine'],
])('is a folder of its own for %s', (label, folder) => {
  expect(agentFolder('/data', { label })).toBe(folder);
});

it('is not too long for any file system', () => {
  expect(agentFolder('/data', { label: 'x'.repeat(1_000) })).toHaveLength('/data/'.length + 100);
});
