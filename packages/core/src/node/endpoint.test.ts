import { describe, expect, it } from 'vitest';
import { parseAddress } from './address.ts';
import { endpointLabel, type Protection, toEndpoint } from './endpoint.ts';

const none: Protection = { tls: null, allowPlainTcp: false };
const tls: Protection = { tls: { files: { ca: '/ca.pem' }, verify: true }, allowPlainTcp: false };

const endpoint = (text: string, protection = none) =>
  toEndpoint(parseAddress(text, 'DOCKER_HOST'), protection, 'DOCKER_HOST');

describe('toEndpoint', () => {
  it.each(['tcp://localhost', 'tcp://127.8.9.1:1', 'http://[::1]'])(
    'takes plain TCP to this machine: %s',
    (text) => {
      expect(endpoint(text)).toMatchObject({ kind: 'tcp' });
    },
  );

  it.each(['tcp://far:2375', 'http://far', 'tcp://127.0.0.1.evil.example', 'tcp://0.0.0.0', 'tcp://[::2]'])(
    'refuses plain TCP to another, unless that is meant: %s',
    (text) => {
      expect(() => endpoint(text)).toThrow(
        expect.objectContaining({
          code: 'bad-input',
          path: 'DOCKER_HOST',
          hint: expect.stringContaining('DOCKER_TLS_VERIFY=1'),
        }),
      );
      expect(endpoint(text, { tls: null, allowPlainTcp: true })).toMatchObject({ kind: 'tcp' });
    },
  );

  it('uses TLS where it is asked for, or where the scheme asks for it', () => {
    expect(endpoint('tcp://far', tls)).toEqual({ kind: 'tls', host: 'far', port: 2376, ...tls.tls });
    expect(endpoint('https://far:443')).toEqual({
      kind: 'tls',
      host: 'far',
      port: 443,
      files: {},
      verify: true,
    });
    expect(endpoint('http://localhost', tls)).toEqual({ kind: 'tcp', host: 'localhost', port: 2375 });
  });

  it('leaves what TCP does not carry as it is', () => {
    for (const text of ['unix:///x.sock', 'npipe:////./pipe/x', 'ssh://me@box:22/x.sock']) {
      expect(endpoint(text, tls)).toEqual(parseAddress(text, 'DOCKER_HOST'));
    }
  });
});

describe('endpointLabel', () => {
  it.each([
    'unix:///run/docker.sock',
    'npipe:////./pipe/docker_engine',
    'tcp://localhost:2375',
    'tcp://[::1]:2375',
    'ssh://box',
    'ssh://me@[fe80::1]:2222/run/x.sock',
  ])('reads as it was written: %s', (text) => {
    expect(endpointLabel(endpoint(text))).toBe(text);
  });
});
