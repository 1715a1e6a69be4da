import { HaleError } from '@hale/core';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, explain } from './failure.ts';
import { Stop } from './io.ts';

describe('exitCodeOf', () => {
  it.each([
    [new HaleError('not-found', ''), 1],
    [new HaleError('unreachable', ''), 2],
    [new HaleError('permission', ''), 2],
    [new HaleError('bad-input', ''), 2],
    [new Error('fault'), 2],
    ['thrown text', 2],
    [new Stop('SIGHUP'), 129],
    [new Stop('SIGINT'), 130],
    [new Stop('SIGPIPE'), 141],
    [new Stop('SIGTERM'), 143],
  ])('of %o is %d', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe('explain', () => {
  it('says what is wrong and what to do', () => {
    expect(explain(new HaleError('permission', 'no access', { hint: 'Join the group.' }))).toBe(
      'hale: no access\n  Join the group.\n',
    );
    expect(explain(new HaleError('engine', 'it failed'))).toBe('hale: it failed\n');
  });

  it('shows what an engine said as text', () => {
    expect(explain(new HaleError('engine', 'bad\u{1b}[2J\nnews'))).toBe('hale: bad\u{fffd}[2J news\n');
  });

  it('has nothing to say to somebody who asked for the end', () => {
    expect(explain(new Stop('SIGINT'))).toBe('');
  });
});
