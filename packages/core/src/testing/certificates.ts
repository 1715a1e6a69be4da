import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const openssl = promisify(execFile);

/**
 * Writes a `DOCKER_CERT_PATH` folder with the `openssl` command: an authority, a client that it signed, and the
 * `server-cert.pem` and `server-key.pem` of a server that answers to `names` (as in `DNS:localhost,IP:127.0.0.1`).
 */
export async function writeCertificates(folder: string, names: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const certify = (name: string, key: string, ...more: string[]) =>
    openssl(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'].concat(
        ['-subj', `/CN=${name}`, '-out', `${name}.pem`, '-keyout', `${key}.pem`],
        more.flatMap((part) => (part.startsWith('-') ? part.split(' ') : ['-addext', part])),
      ),
      { cwd: folder },
    );
  const signed = ['-CA ca.pem -CAkey ca-key.pem', 'basicConstraints=CA:FALSE'];
  await certify('ca', 'ca-key');
  await certify('cert', 'key', ...signed, 'extendedKeyUsage=clientAuth');
  await certify(
    'server-cert',
    'server-key',
    ...signed,
    'extendedKeyUsage=serverAuth',
    `subjectAltName=${names}`,
  );
}
