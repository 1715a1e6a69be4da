import { readdirSync, readFileSync } from 'node:fs';

/** Of all processes of a container, each word ended by a NUL. The rig's engines are on this machine. */
export function commandLines(container: string): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => read(pid, 'cgroup').includes(container)).map((pid) => read(pid, 'cmdline'));
}

/** Empty for one that is gone. */
function read(pid: string, file: 'cgroup' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
