import { describe, expect, it } from 'vitest';
import { abortWith } from './abort.ts';

describe('abortWith', () => {
  it('aborts with the outer signal, for its reason', () => {
    const outer = new AbortController();
    const { signal } = abortWith(outer.signal);
    expect(signal.aborted).toBe(false);
    const reason = new Error('enough');
    outer.abort(reason);
    expect(signal).toMatchObject({ aborted: true, reason });
  });

  it('is aborted from the start where the outer signal is', () => {
    const reason = new Error('before');
    expect(abortWith(AbortSignal.abort(reason)).signal).toMatchObject({ aborted: true, reason });
  });

  it('aborts by itself, and keeps the first reason', () => {
    const outer = new AbortController();
    const { signal, abort } = abortWith(outer.signal);
    abort('first');
    outer.abort('second');
    expect(signal.reason).toBe('first');
    expect(abortWith(undefined).signal.aborted).toBe(false);
  });

  it('hears no outer signal once released', () => {
    const outer = new AbortController();
    const { signal, release } = abortWith(outer.signal);
    release();
    outer.abort();
    expect(signal.aborted).toBe(false);
  });
});
