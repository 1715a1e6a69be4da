import { describe, expect, it } from 'vitest';
import { HaleError } from '../error.ts';
import type { Dialable } from './dialable.ts';
import { failure, plainOnTlsPort } from './failure.ts';

const unix: Dialable = { kind: 'unix', path: '/run/docker.sock' };
const npipe: Dialable = { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' };
const tcp: Dialable = { kind: 'tcp', host: '::1', port: 2375 };
const tls: Dialable = { kind: 'tls', host: 'engine.example', port: 2376 };
const mutual: Dialable = { ...tls, cert: 'CERT', key: 'KEY' };

const raised = (code: string) => Object.assign(new Error(`raised ${code}`), { code });

describe('failure', () => {
  it.each([
    ['ENOENT', unix, 'unreachable', 'unix:///run/docker.sock: there is no such socket'],
    ['ENOENT', npipe, 'unreachable', 'npipe:////./pipe/docker_engine: there is no such pipe'],
    ['ECONNREFUSED', unix, 'unreachable', 'unix:///run/docker.sock: nothing listens there'],
    ['ECONNREFUSED', tcp, 'unreachable', 'tcp://[::1]:2375: nothing listens there'],
    ['ENOTFOUND', tls, 'unreachable', 'tcp://engine.example:2376: this host name has no address'],
    ['EAI_AGAIN', tls, 'unreachable', 'no address'],
    ['EHOSTUNREACH', tcp, 'unreachable', 'no route'],
    ['ENETUNREACH', tcp, 'unreachable', 'no route'],
    ['EHOSTDOWN', tcp, 'unreachable', 'no route'],
    ['EACCES', unix, 'permission', 'this user may not open it'],
    ['EPERM', npipe, 'permission', 'this user may not open it'],
    ['ETIMEDOUT', tcp, 'timeout', 'no connection came about in time'],
    ['UND_ERR_CONNECT_TIMEOUT', tls, 'timeout', 'no connection came about in time'],
    ['ECONNRESET', unix, 'unreachable', 'closed without an answer'],
    ['UND_ERR_SOCKET', mutual, 'unreachable', 'closed without an answer'],
    ['UND_ERR_DESTROYED', unix, 'unreachable', 'closed on our side'],
    ['UND_ERR_INVALID_ARG', unix, 'bad-input', 'cannot be sent'],
    ['UND_ERR_HEADERS_OVERFLOW', unix, 'too-large', 'head of the answer'],
    ['UND_ERR_SOCKET', tls, 'tls', 'wants a client certificate'],
    ['ESOMETHING', unix, 'unreachable', 'unix:///run/docker.sock: raised ESOMETHING'],
  ] as const)('reads %s', (code, to, meaning, says) => {
    const cause = raised(code);
    const error = failure(cause, to, 'head');
    expect(error).toMatchObject({ code: meaning, message: expect.stringContaining(says), cause });
  });

  it.each([
    ['UND_ERR_SOCKET', tls, 'DOCKER_CERT_PATH'],
    ['SELF_SIGNED_CERT_IN_CHAIN', mutual, 'DOCKER_CERT_PATH'],
    ['ECONNRESET', tcp, 'DOCKER_TLS_VERIFY'],
  ] as const)('names the setting behind %s', (code, to, path) => {
    expect(failure(raised(code), to, 'head')).toMatchObject({ path, hint: expect.stringContaining(path) });
  });

  it('calls a cut in the middle of an answer just that, whatever the endpoint', () => {
    for (const to of [unix, tcp, tls, mutual]) {
      expect(failure(raised('UND_ERR_SOCKET'), to, 'body')).toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('cut before the answer was whole'),
      });
    }
  });

  it('keeps what already is an error of ours, and survives what is no error at all', () => {
    const ours = new HaleError('permission', 'ssh says no');
    expect(failure(ours, unix, 'head')).toBe(ours);
    expect(failure('text', unix, 'head')).toMatchObject({
      code: 'unreachable',
      message: 'unix:///run/docker.sock: text',
    });
  });
});

describe('plainOnTlsPort', () => {
  it('knows the bare 400 of a Go server from an answer of an engine', () => {
    expect(plainOnTlsPort(tcp, 400, {})).toMatchObject({ code: 'tls', path: 'DOCKER_TLS_VERIFY' });
    expect(plainOnTlsPort(tcp, 400, { 'api-version': '1.47' })).toBeUndefined();
    expect(plainOnTlsPort(tcp, 404, {})).toBeUndefined();
    expect(plainOnTlsPort(unix, 400, {})).toBeUndefined();
  });
});
