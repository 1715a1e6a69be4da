import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A certificate authority and what it signed, named as in a DOCKER_CERT_PATH folder: ca.pem, cert.pem and key.pem for a
 * client, and server-cert.pem and server-key.pem for 127.0.0.1 and localhost.
 */
export async function writeCertificates(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const leaf = ['basicConstraints=CA:FALSE', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const ca = '-CA ca.pem -CAkey ca-key.pem';
  await openssl(folder, '-subj /CN=ca -out ca.pem -keyout ca-key.pem', []);
  await Promise.all([
    openssl(folder, `-subj /CN=client -out cert.pem -keyout key.pem ${ca}`, [
      ...leaf,
      'extendedKeyUsage=clientAuth',
    ]),
    openssl(folder, `-subj /CN=server -out server-cert.pem -keyout server-key.pem ${ca}`, [
      ...leaf,
      'extendedKeyUsage=serverAuth',
    ]),
  ]);
}

async function openssl(folder: string, certificate: string, extensions: readonly string[]): Promise<void> {
  const args = `req -x509 -days 2 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 ${certificate}`.split(
    ' ',
  );
  await run('openssl', [...args, ...extensions.flatMap((extension) => ['-addext', extension])], {
    cwd: folder,
  });
}
