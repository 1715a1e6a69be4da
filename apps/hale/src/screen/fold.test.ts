import { agentSubject, type Condition, ENGINE_SUBJECT, type Transition } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { createFold } from './fold.ts';

function change(
  subject: string,
  from: Condition | null,
  to: Condition,
  cause: Transition['cause'],
): Transition {
  return { at: 0, subject, from, to, cause };
}

const lost = change(ENGINE_SUBJECT, 'running', 'unknown', 'engine-lost');
const found = change(ENGINE_SUBJECT, 'unknown', 'running', 'engine-found');

describe('fold', () => {
  it('leaves a change alone', () => {
    const paused = change('container/a', 'healthy', 'paused', 'pause');
    expect(createFold()(paused)).toBe(paused);
  });

  it('tells the loss and the return of the engine once, and of each container only what has changed', () => {
    const fold = createFold();
    const told = [
      lost,
      change('container/a', 'healthy', 'unknown', 'engine-lost'),
      change('container/b', 'running', 'unknown', 'engine-lost'),
      found,
      change('container/a', 'unknown', 'healthy', 'reconcile'),
      change('container/b', 'unknown', 'crashed', 'reconcile'),
    ].flatMap((transition) => fold(transition) ?? []);
    expect(told).toEqual([lost, found, change('container/b', 'running', 'crashed', 'reconcile')]);
  });

  it("tells an agent's loss once, and not of another's container of that name", () => {
    const fold = createFold();
    const [one, other] = ['a'.repeat(16), 'b'.repeat(16)] as const;
    const agentLost = change(agentSubject(one), 'running', 'unknown', 'lease');
    const engineLost = change(agentSubject(one, ENGINE_SUBJECT), 'running', 'unknown', 'engine-lost');
    const web = agentSubject(one, 'container/web');
    const odd = change(agentSubject(other, 'container/web'), 'unknown', 'healthy', 'reconcile');
    expect(fold(agentLost)).toBe(agentLost);
    expect(fold(engineLost)).toBe(engineLost);
    expect(fold(change(web, 'healthy', 'unknown', 'lease'))).toBeNull();
    expect(fold(odd)).toBe(odd);
    expect(fold(change(web, 'unknown', 'healthy', 'sync'))).toBeNull();
  });

  it('remembers what was before the first of two losses in a row', () => {
    const fold = createFold();
    fold(change('container/a', 'healthy', 'unknown', 'engine-lost'));
    fold(change('container/a', 'unknown', 'unknown', 'engine-lost'));
    expect(fold(change('container/a', 'unknown', 'healthy', 'reconcile'))).toBeNull();
  });

  it('forgets it once it has been told', () => {
    const fold = createFold();
    fold(change('container/a', 'healthy', 'unknown', 'engine-lost'));
    fold(change('container/a', 'unknown', 'paused', 'reconcile'));
    const odd = change('container/a', 'unknown', 'healthy', 'inspect');
    expect(fold(odd)).toBe(odd);
  });
});
