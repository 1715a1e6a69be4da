import { stat } from 'node:fs/promises';
import { type Finding, fine, warning } from './finding.ts';

const UNIX = 'unix://';
const OTHERS_WRITE = 0o002;

/** Who may use the endpoint. `null` where the endpoint does not tell. */
export async function checkSocket(label: string): Promise<Finding | null> {
  if (!label.startsWith(UNIX)) return null;
  const path = label.slice(UNIX.length);
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  const { mode, uid, gid } = found;
  const rights = `owner ${uid}, group ${gid}, mode ${(mode & 0o777).toString(8).padStart(4, '0')}`;
  if ((mode & OTHERS_WRITE) === 0) return fine('socket', rights);
  return warning(
    'socket',
    `${rights}: every user of this machine may control the engine`,
    `Take the right from others: chmod o-rw ${path}`,
  );
}
