import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../quantile.ts';

const TIMES = 300;
const BYTES = 4_096;

/** Until 4 KB at the end of a file are on the disk of this folder, in milliseconds. */
export function fdatasyncMs(folder: string): number {
  const path = join(folder, 'fdatasync');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(BYTES, 1);
  const took = Array.from({ length: TIMES }, () => {
    const before = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    return performance.now() - before;
  });
  closeSync(file);
  rmSync(path);
  return median(took);
}
