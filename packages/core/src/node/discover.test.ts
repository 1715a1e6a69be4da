import { describe, expect, it } from 'vitest';
import { contextFiles } from '../testing/docker-context.ts';
import { createSimulatedMachine, type SimulatedMachineOptions } from '../testing/index.ts';
import { discoverEndpoint, type EndpointFlags } from './discover.ts';

const discover = (given: SimulatedMachineOptions, flags: EndpointFlags = {}) =>
  discoverEndpoint(flags, createSimulatedMachine(given));

describe('which engine', () => {
  const files = {
    '/var/run/docker.sock': '',
    '/home/me/.docker/config.json': JSON.stringify({ currentContext: 'current' }),
    ...contextFiles('flag', { Host: 'unix:///flag.sock' }),
    ...contextFiles('env', { Host: 'unix:///env.sock' }),
    ...contextFiles('current', { Host: 'unix:///current.sock' }),
  };
  const all = { DOCKER_HOST: 'unix:///host.sock', DOCKER_CONTEXT: 'env' };
  const { DOCKER_CONTEXT } = all;

  it.each([
    ['--host', { host: 'unix:///here.sock' }, all, '/here.sock'],
    ['context "flag"', { context: 'flag' }, all, '/flag.sock'],
    ['DOCKER_HOST', {}, all, '/host.sock'],
    ['DOCKER_HOST', { context: 'default' }, all, '/host.sock'],
    ['context "env"', {}, { DOCKER_CONTEXT }, '/env.sock'],
    ['context "env"', {}, { DOCKER_CONTEXT, DOCKER_HOST: '' }, '/env.sock'],
    ['context "current"', {}, {}, '/current.sock'],
    ['context "current"', {}, { DOCKER_CONTEXT: '' }, '/current.sock'],
    ['default socket', {}, { DOCKER_CONTEXT: 'default' }, '/var/run/docker.sock'],
    ['default socket', { context: 'default' }, { DOCKER_CONTEXT }, '/var/run/docker.sock'],
  ])('is decided by %s, given %j and %j', async (from, flags, env, path) => {
    expect(await discover({ env, files }, flags)).toEqual({
      kind: 'found',
      endpoint: { kind: 'unix', path },
      from,
      label: `unix://${path}`,
    });
  });

  it('is not guessed from both --host and --context', async () => {
    const both = discover({}, { host: 'unix://', context: 'x' });
    await expect(both).rejects.toMatchObject({ code: 'bad-input', path: '--context' });
  });

  it('is the first usual socket that there is', async () => {
    const podman = { '/run/user/1000/podman/podman.sock': '', '/run/podman/podman.sock': '' };
    expect(await discover({ files: podman })).toMatchObject({
      from: 'default socket',
      label: 'unix:///run/user/1000/podman/podman.sock',
    });
  });

  it('is none only if nothing is configured and there is no socket', async () => {
    expect(await discover({ uid: 0 })).toEqual({
      kind: 'none',
      looked: [
        '/var/run/docker.sock',
        '/home/me/.docker/run/docker.sock',
        '/home/me/.docker/desktop/docker.sock',
        '/run/podman/podman.sock',
      ],
    });
    const configured = discover({ env: { DOCKER_CONTEXT: 'gone' } });
    await expect(configured).rejects.toMatchObject({ code: 'bad-input', path: 'DOCKER_CONTEXT' });
    const unreal = await discover({ env: { DOCKER_HOST: 'unix:///gone.sock' } });
    expect(unreal).toMatchObject({ kind: 'found', from: 'DOCKER_HOST' });
  });
});

describe('the TLS of an address that is no context', () => {
  const folder = { '/certs/ca.pem': 'PEM', '/certs/cert.pem': 'PEM', '/certs/key.pem': 'PEM' };
  const files = { ca: '/certs/ca.pem', cert: '/certs/cert.pem', key: '/certs/key.pem' };
  const tls = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
  const far = { kind: 'tls', host: 'far', port: 2376, verify: true };

  it.each([
    ['tcp://far', tls, { ...far, files }],
    ['tcp://far:99', { ...tls, DOCKER_TLS_VERIFY: '0' }, { ...far, port: 99, files }],
    ['https://far', {}, { ...far, files: {} }],
    ['https://far', { DOCKER_CERT_PATH: '/certs' }, { ...far, files }],
    ['http://localhost', tls, { kind: 'tcp', host: 'localhost', port: 2375 }],
    ['tcp://localhost', { DOCKER_CERT_PATH: '/certs' }, { kind: 'tcp', host: 'localhost', port: 2375 }],
    ['unix:///x.sock', { DOCKER_TLS_VERIFY: '1' }, { kind: 'unix', path: '/x.sock' }],
  ])('of %s with %j', async (DOCKER_HOST, env, endpoint) => {
    const found = await discover({ env: { ...env, DOCKER_HOST }, files: folder });
    expect(found).toMatchObject({ endpoint });
  });

  it('is looked for beside the docker settings if no folder is named', async () => {
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_HOST: 'tcp://far' };
    const found = await discover({ env, files: { '/home/me/.docker/ca.pem': 'PEM' } });
    expect(found).toMatchObject({ endpoint: { ...far, files: { ca: '/home/me/.docker/ca.pem' } } });
    await expect(discover({ env })).rejects.toMatchObject({
      path: 'DOCKER_CERT_PATH',
      message: 'DOCKER_CERT_PATH: there is no /home/me/.docker/ca.pem',
    });
  });

  it('may be none, for another machine, only if that is said', async () => {
    const env = { DOCKER_HOST: 'tcp://far', DOCKER_CERT_PATH: '/certs' };
    await expect(discover({ env, files: folder })).rejects.toMatchObject({ path: 'DOCKER_HOST' });
    const meant = await discover({ env }, { allowPlainTcp: true });
    expect(meant).toMatchObject({ endpoint: { kind: 'tcp', host: 'far', port: 2375 } });
  });
});
