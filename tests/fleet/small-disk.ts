import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOUNT = '/bin/mount';
const UMOUNT = '/bin/umount';
const SIZE = '64m';
const BALLAST = 'ballast';

/** A disk of a folder's own, which can be full. Nobody may have the folder open while it is laid over it, and taken away. */
export class SmallDisk {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static lay(folder: string): SmallDisk {
    keeping(folder, () => mount(folder, SIZE));
    return new SmallDisk(folder);
  }

  /** To the last byte. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.#folder);
    try {
      writeFileSync(join(this.#folder, BALLAST), Buffer.alloc(bavail * bsize));
    } catch (error) {
      // Somebody else has written meanwhile.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  free(): void {
    rmSync(join(this.#folder, BALLAST), { force: true });
  }

  takeAway(): void {
    keeping(this.#folder, () => execFileSync(UMOUNT, [this.#folder]));
  }
}

/** Mounting takes a privilege that not every machine gives. */
export function mayMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'hale-mount-'));
  try {
    mount(probe, '64k');
    execFileSync(UMOUNT, [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function mount(at: string, size: string): void {
  execFileSync(MOUNT, ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', at], { stdio: 'ignore' });
}

/** What is in the folder is in it afterwards. */
function keeping(folder: string, change: () => void): void {
  const aside = mkdtempSync(join(tmpdir(), 'hale-aside-'));
  try {
    cpSync(folder, aside, { recursive: true, preserveTimestamps: true });
    change();
    cpSync(aside, folder, { recursive: true, preserveTimestamps: true });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
