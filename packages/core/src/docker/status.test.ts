import { describe, expect, it } from 'vitest';
import { engineStatus } from './status.ts';

describe('engineStatus', () => {
  it.each(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'])(
    "takes Docker's %s as it is",
    (word) => expect(engineStatus.parse(word)).toBe(word),
  );

  it.each([
    ['configured', 'created'],
    ['initialized', 'created'],
    ['stopping', 'running'],
    ['stopped', 'exited'],
    ['unknown', 'dead'],
  ])("takes Podman's %s for %s", (word, status) => expect(engineStatus.parse(word)).toBe(status));

  it.each(['', 'removed', 'Running', 'constructor', '__proto__'])(
    'says what it expected instead of %j',
    (word) => {
      expect(engineStatus.safeParse(word).error?.issues[0]?.message).toContain(
        'expected one of created, running',
      );
    },
  );
});
