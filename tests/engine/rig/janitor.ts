import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface Janitor {
  /** Has the folder swept, and waits until it is. */
  sweep(): Promise<void>;
}

/**
 * A process of its own that sweeps the folder once its standard input ends: when asked to, and as well when this process
 * is no more, however it went.
 */
export function startJanitor(folder: string): Janitor {
  const script = fileURLToPath(new URL('sweep.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  child.stdin.write(`${folder}\n`);
  child.unref();
  return {
    async sweep() {
      child.ref();
      child.stdin.end();
      const [said, [code]] = await Promise.all([text(child.stderr), ended]);
      if (code !== 0) throw new Error(`${folder} could not be swept: ${said}`);
    },
  };
}
