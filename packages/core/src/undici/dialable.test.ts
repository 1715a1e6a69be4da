import { describe, expect, it } from 'vitest';
import { authority, labelOf } from './dialable.ts';

describe('labelOf', () => {
  it('reads as a setting would', () => {
    expect(labelOf({ kind: 'unix', path: '/run/x.sock' })).toBe('unix:///run/x.sock');
    expect(labelOf({ kind: 'npipe', path: '\\\\.\\pipe\\x' })).toBe('npipe:////./pipe/x');
    expect(labelOf({ kind: 'tls', host: '::1', port: 2376, key: 'SECRET' })).toBe('tcp://[::1]:2376');
    expect(labelOf({ kind: 'dial', label: 'ssh://box', dial: () => Promise.reject(new Error('no')) })).toBe(
      'ssh://box',
    );
  });
});

describe('authority', () => {
  it('puts IPv6 in brackets', () => {
    expect(authority({ host: 'fe80::1', port: 1 })).toBe('[fe80::1]:1');
    expect(authority({ host: 'engine', port: 1 })).toBe('engine:1');
  });
});
