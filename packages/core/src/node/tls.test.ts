import { describe, expect, it } from 'vitest';
import { createSimulatedMachine } from '../testing/index.ts';
import { findTlsFiles, readTlsFiles } from './tls.ts';

const all = { '/certs/ca.pem': 'CA', '/certs/cert.pem': 'CERT', '/certs/key.pem': 'KEY' };
const without = (...names: string[]) =>
  Object.fromEntries(
    Object.entries(all).filter(([path]) => !names.some((name) => path.endsWith(`/${name}.pem`))),
  );
const find = (files: Record<string, string>, caRequired: boolean) =>
  findTlsFiles(
    { folder: '/certs', setting: 'DOCKER_CERT_PATH', caRequired },
    createSimulatedMachine({ files }),
  );

describe('findTlsFiles', () => {
  it('finds what is there', async () => {
    const client = { cert: '/certs/cert.pem', key: '/certs/key.pem' };
    expect(await find(all, true)).toEqual({ ca: '/certs/ca.pem', ...client });
    expect(await find(without('ca'), false)).toEqual(client);
    expect(await find(without('cert', 'key'), true)).toEqual({ ca: '/certs/ca.pem' });
    expect(await find({}, false)).toEqual({});
  });

  it.each(['ca', 'cert', 'key'])('names the %s.pem that is missing', async (name) => {
    await expect(find(without(name), true)).rejects.toMatchObject({
      code: 'bad-input',
      path: 'DOCKER_CERT_PATH',
      message: `DOCKER_CERT_PATH: there is no /certs/${name}.pem`,
    });
  });
});

describe('readTlsFiles', () => {
  it('reads each file, and names one that has gone', async () => {
    const files = await find(all, true);
    expect(await readTlsFiles(files, createSimulatedMachine({ files: all }))).toEqual({
      ca: 'CA',
      cert: 'CERT',
      key: 'KEY',
    });
    const gone = readTlsFiles(files, createSimulatedMachine({ files: without('key') }));
    await expect(gone).rejects.toMatchObject({ code: 'bad-input', path: '/certs/key.pem' });
  });
});
