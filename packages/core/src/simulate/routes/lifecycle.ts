import { HaleError } from '../../error.ts';
import { type Call, empty, type Route } from '../router.ts';
import type { Supervisor } from '../supervisor.ts';

export const lifecycleRoutes: readonly Route[] = [
  on('start', ({ supervisor }) => changed(supervisor.start())),
  on('stop', async ({ supervisor, query }) => changed(await supervisor.stop(timeoutMs(query)))),
  on('restart', async ({ supervisor, query }) => {
    await supervisor.restart(timeoutMs(query));
    return empty();
  }),
  on('kill', ({ supervisor, query, params: [reference] }) => {
    try {
      supervisor.kill(query.get('signal') || 'KILL');
    } catch (error) {
      if (!(error instanceof HaleError)) throw error;
      throw new HaleError(error.code, `cannot kill container: ${reference}: ${error.message}`, {
        cause: error,
      });
    }
    return empty();
  }),
  on('pause', ({ supervisor }) => {
    supervisor.pause();
    return empty();
  }),
  on('unpause', ({ supervisor }) => {
    supervisor.unpause();
    return empty();
  }),
  on('rename', ({ daemon, supervisor, query }) => {
    daemon.rename(supervisor, query.get('name') ?? '');
    return empty();
  }),
  on('resize', () => empty(200)),
  on('wait', wait),
];

type LifecycleCall = Call & { readonly supervisor: Supervisor };

function on(verb: string, answer: (call: LifecycleCall) => Response | Promise<Response>): Route {
  return {
    method: 'POST',
    path: new RegExp(`^/containers/([^/]+)/${verb}$`),
    answer: (call) => answer({ ...call, supervisor: call.daemon.find(call.params[0] ?? '') }),
  };
}

/** 304 is the engine's way to say that it was so already. */
function changed(hasChanged: boolean): Response {
  return empty(hasChanged ? 204 : 304);
}

function timeoutMs(query: URLSearchParams): number | undefined {
  const text = query.get('t');
  if (text === null || text === '') return undefined;
  const seconds = Number(text);
  if (!Number.isInteger(seconds)) {
    throw new HaleError('bad-input', `invalid t: ${text}, expected whole seconds`, { path: 't' });
  }
  return seconds * 1000;
}

/** The headers come at once: a client takes them as the sign that it may start what it waits for. */
function wait({ supervisor, query }: LifecycleCall): Response {
  const condition = query.get('condition') || 'not-running';
  let leave = (): void => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (): void => {
        const text = JSON.stringify({ StatusCode: supervisor.container.exitCode });
        controller.enqueue(new TextEncoder().encode(`${text}\n`));
        controller.close();
      };
      const { status } = supervisor.container;
      if (condition === 'not-running' && (status === 'created' || status === 'exited')) end();
      else leave = condition === 'removed' ? supervisor.onRemoval(end) : supervisor.onExit(end);
    },
    cancel: () => leave(),
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}
