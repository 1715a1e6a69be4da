import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from './call.ts';

/** The only image of the rig: busybox with all its applets; by default it sleeps. */
export const testImage = 'hale-test:1';

export async function importTestImage(socket: string, folder: string): Promise<void> {
  const changes = 'CMD ["sleep","infinity"]';
  const query = new URLSearchParams({ fromSrc: '-', repo: testImage, changes }).toString();
  const { body } = await call(socket, 'POST', `/images/create?${query}`, archive(join(folder, 'image')));
  const { status } = await call(socket, 'GET', `/images/${testImage}/json`);
  if (status !== 200) throw new Error(`the engine did not take ${testImage}: ${JSON.stringify(body)}`);
}

function archive(root: string): Buffer {
  for (const name of ['bin', 'etc', 'tmp', 'www']) mkdirSync(join(root, name), { recursive: true });
  cpSync('/bin/busybox', join(root, 'bin', 'busybox'));
  writeFileSync(join(root, 'etc', 'passwd'), 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n');
  writeFileSync(join(root, 'etc', 'group'), 'root:x:0:\nnogroup:x:65534:\n');
  writeFileSync(join(root, 'www', 'index.html'), 'hale\n');
  execFileSync('/usr/sbin/chroot', [root, '/bin/busybox', '--install', '-s', '/bin']);
  return execFileSync('tar', ['-c', '-C', root, '.'], { maxBuffer: 64 << 20 });
}
