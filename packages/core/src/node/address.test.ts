import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HaleError } from '../error.ts';
import { parseAddress } from './address.ts';
import { sshArguments } from './ssh.ts';

describe('parseAddress', () => {
  it.each([
    ['unix:///run/user/1000/docker.sock', { kind: 'unix', path: '/run/user/1000/docker.sock' }],
    ['unix:///with space/ü.sock', { kind: 'unix', path: '/with space/ü.sock' }],
    ['unix://', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['npipe:////./pipe/docker_engine', { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' }],
    ['npipe://\\\\.\\pipe\\podman', { kind: 'npipe', path: '\\\\.\\pipe\\podman' }],
    ['npipe://', { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' }],
    ['tcp://10.0.0.1:2376', { kind: 'tcp', scheme: 'tcp', host: '10.0.0.1', port: 2376 }],
    ['tcp://engine.example', { kind: 'tcp', scheme: 'tcp', host: 'engine.example', port: undefined }],
    ['tcp://:2375', { kind: 'tcp', scheme: 'tcp', host: 'localhost', port: 2375 }],
    ['tcp://', { kind: 'tcp', scheme: 'tcp', host: 'localhost', port: undefined }],
    ['tcp://[fe80::1]:2375/', { kind: 'tcp', scheme: 'tcp', host: 'fe80::1', port: 2375 }],
    ['http://[::1]', { kind: 'tcp', scheme: 'http', host: '::1', port: undefined }],
    ['https://engine.example:443', { kind: 'tcp', scheme: 'https', host: 'engine.example', port: 443 }],
    ['ssh://box', { kind: 'ssh', host: 'box', user: undefined, port: undefined, socketPath: undefined }],
    [
      'ssh://me@box.example:2222/run/podman/podman.sock',
      { kind: 'ssh', host: 'box.example', user: 'me', port: 2222, socketPath: '/run/podman/podman.sock' },
    ],
    [
      'ssh://me@corp@[::1]/',
      { kind: 'ssh', host: '::1', user: 'me@corp', port: undefined, socketPath: undefined },
    ],
  ])('reads %s', (text, address) => {
    expect(parseAddress(text, 'DOCKER_HOST')).toEqual(address);
  });

  it.each([
    ['', 'unix:///path'],
    ['localhost:2375', 'unix:///path'],
    ['fd://', 'unix:///path'],
    ['UNIX:///x', 'unix:///path'],
    ['unix://run/docker.sock', 'an absolute path'],
    ['unix:///a\0b', 'an absolute path'],
    ['npipe:////./docker_engine', 'a pipe such as'],
    ['tcp://host:0', 'a port from 1 to 65535'],
    ['tcp://host:65536', 'a port from 1 to 65535'],
    ['tcp://host:', 'a port from 1 to 65535'],
    ['tcp://host:2375x', 'a port from 1 to 65535'],
    ['tcp://host:2375/v1.47', 'a host name or address'],
    ['tcp://ho st', 'a host name or address'],
    ['tcp://::1:2375', 'a port from 1 to 65535'],
    ['tcp://[::1', 'a host name or address'],
    ['tcp://[fe80::1%eth0]', 'a host name or address'],
    ['tcp://[1:2]', 'a host name or address'],
    ['tcp://127.999.0.1', 'a host name or address'],
    ['ssh://', 'a host name or address'],
    ['ssh://-oProxyCommand=touch', 'a host name or address'],
    ['ssh://me@-box', 'a host name or address'],
    ['ssh://-l@box', 'a plain user name'],
    ['ssh://a b@box', 'a plain user name'],
    ['ssh://@box', 'a plain user name'],
    ['ssh://box:22;id', 'a port from 1 to 65535'],
    ['ssh://box/run/$(id)', 'a plain path to a socket'],
    ['ssh://box/run/a b', 'a plain path to a socket'],
    ["ssh://box/run/'", 'a plain path to a socket'],
    ['ssh://box\nevil', 'a host name or address'],
  ])('refuses %j', (text, expected) => {
    const refused = (): unknown => parseAddress(text, 'DOCKER_HOST');
    expect(refused).toThrow(
      expect.objectContaining({ name: 'HaleError', code: 'bad-input', path: 'DOCKER_HOST' }),
    );
    expect(refused).toThrow(`DOCKER_HOST: expected ${expected}`);
  });

  it.each([
    'ssh://me:s3cret@box',
    'tcp://me:s3cret@box:2375',
    'ftp://s3cret@box',
    'ssh://me:s3c@ret/s3cret@box',
  ])('does not repeat what may be a password: %s', (text) => {
    expect(() => parseAddress(text, '--host')).toThrow(/^--host: expected (?!.*(s3c|ret))/);
  });

  it('repeats a bounded part of what is wrong, on one line', () => {
    expect(() => parseAddress(`x\n\u001b${'y'.repeat(10_000)}`, '--host')).toThrow(/^\P{Cc}{1,400}$/u);
  });

  it('never lets an ssh address be read as an option, or by a shell', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('a-@:/[]1.;$ \'"\n%=\\|&~')) });
    fc.assert(
      fc.property(text, (rest) => {
        const args = argumentsOf(`ssh://${rest}`);
        if (args === undefined) return;
        const end = args.indexOf('--');
        expect(args.slice(0, end).filter((arg) => arg.startsWith('-'))).toEqual(
          expect.arrayContaining(['-o', '-o', '-T']),
        );
        expect(args[end + 1]).toMatch(/^[^-]/);
        expect(args[args.indexOf('-l') + 1]).toMatch(args.includes('-l') ? /^[^-]/ : /^/);
        for (const word of args.slice(end + 1)) expect(word).toMatch(/^[\w./@:%+-]+$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

function argumentsOf(text: string): string[] | undefined {
  try {
    const address = parseAddress(text, '--host');
    return address.kind === 'ssh' ? sshArguments(address) : undefined;
  } catch (error) {
    if (error instanceof HaleError) return undefined;
    throw error;
  }
}
