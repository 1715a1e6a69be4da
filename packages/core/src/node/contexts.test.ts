import { describe, expect, it } from 'vitest';
import { contextFiles, createSimulatedMachine } from '../testing/index.ts';
import { currentContext, readContext } from './contexts.ts';

const CONFIG = '/home/me/.docker/config.json';

/** `printf x | sha256sum` */
const SHA256_OF_X = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

const read = (files: Record<string, string>, env: Record<string, string> = {}) =>
  readContext('x', '--context', createSimulatedMachine({ files, env }));

describe('readContext', () => {
  it('looks in DOCKER_CONFIG', async () => {
    const files = contextFiles('x', { Host: 'ssh://me@box' }, [], '/etc/docker-cli');
    expect(await read(files, { DOCKER_CONFIG: '/etc/docker-cli' })).toEqual({
      host: 'ssh://me@box',
      tls: null,
    });
    await expect(read(files)).rejects.toMatchObject({ path: '--context' });
  });

  it('is where the docker command would put it', () => {
    const [meta] = Object.keys(contextFiles('x', {}));
    expect(meta).toBe(`/home/me/.docker/contexts/meta/${SHA256_OF_X}/meta.json`);
  });

  it('has certificates of its own, and not those of the environment', async () => {
    const files = contextFiles('x', { Host: 'tcp://far:2376', SkipTLSVerify: false }, ['ca', 'cert', 'key']);
    const { tls } = await read(files, { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' });
    const folder = `/home/me/.docker/contexts/tls/${SHA256_OF_X}/docker`;
    const own = { ca: `${folder}/ca.pem`, cert: `${folder}/cert.pem`, key: `${folder}/key.pem` };
    expect(tls).toEqual({ files: own, verify: true });
  });

  it('may leave out the check of the engine, and with it any file', async () => {
    const files = contextFiles('x', { Host: 'tcp://far', SkipTLSVerify: true });
    expect(await read(files)).toMatchObject({ tls: { files: {}, verify: false } });
  });

  it.each([
    [{}, '--context', '--context: there is no docker context "x"'],
    [
      contextFiles('x', undefined),
      'Endpoints.docker.Host',
      'meta.json: expected Endpoints.docker.Host to be text',
    ],
    [contextFiles('x', { Host: 7 }), 'Endpoints.docker.Host', 'to be text'],
    [
      contextFiles('x', { Host: 'tcp://a', SkipTLSVerify: 'no' }),
      'Endpoints.docker.SkipTLSVerify',
      'true or false',
    ],
    [contextFiles('x', { Host: 'tcp://a' }, ['ca', 'cert']), '--context', 'key.pem'],
  ])('refuses one that is wrong: %#', async (files, path, message) => {
    await expect(read(files)).rejects.toMatchObject({
      code: 'bad-input',
      path,
      message: expect.stringContaining(message),
    });
  });
});

describe('currentContext', () => {
  const current = (text: string) => currentContext(createSimulatedMachine({ files: { [CONFIG]: text } }));

  it('is what the docker command uses', async () => {
    expect(await current('{"auths":{},"currentContext":"x"}')).toBe('x');
  });

  it.each(['{}', '[]', 'null', '5', '{"currentContext":""}', '{"auths":{}}'])(
    'may be none: %s',
    async (text) => {
      expect(await current(text)).toBeUndefined();
    },
  );

  it('is none without a config.json', async () => {
    expect(await currentContext(createSimulatedMachine())).toBeUndefined();
  });

  it.each([
    ['{', CONFIG, 'expected JSON'],
    ['{"currentContext":5}', 'currentContext', 'expected currentContext to be text'],
  ])('is refused if wrong: %s', async (text, path, message) => {
    await expect(current(text)).rejects.toMatchObject({
      code: 'bad-input',
      path,
      message: `${CONFIG}: ${message}`,
    });
  });
});
