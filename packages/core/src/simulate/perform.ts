import type { Act } from './act.ts';
import type { Daemon } from './daemon.ts';

const CHECK_TAKES_MS = 20;

/** Throws a HaleError if the container is not in a state for it. Resolves when the engine would have answered. */
export async function perform(daemon: Daemon, reference: string, act: Act): Promise<void> {
  const supervisor = daemon.find(reference);
  switch (act.do) {
    case 'start':
      supervisor.start();
      return;
    case 'stop':
      await supervisor.stop();
      return;
    case 'restart':
      return supervisor.restart();
    case 'pause':
      return supervisor.pause();
    case 'unpause':
      return supervisor.unpause();
    case 'kill':
      return supervisor.kill(act.signal);
    case 'exit':
      return supervisor.exit(act.code);
    case 'oom':
      return supervisor.oom();
    case 'rename':
      return daemon.rename(supervisor, act.name);
    case 'remove':
      return daemon.remove(supervisor, true);
    case 'pass':
      return supervisor.find({ exitCode: 0, output: 'ok\n', durationMs: CHECK_TAKES_MS });
    case 'fail':
      return supervisor.find({ exitCode: 1, output: `${act.output}\n`, durationMs: CHECK_TAKES_MS });
    case 'hang':
      return supervisor.find({ exitCode: 0, output: '', durationMs: Number.POSITIVE_INFINITY });
  }
}
