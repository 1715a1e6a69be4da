import type { Engine } from '@hale/core/docker';
import { createFetchHttp } from '@hale/core/fetch';

export interface ExecEngine {
  readonly engine: Engine;
  /** What has been asked so far: `create`, `start`, `look` (at the exec), `remove` (the exec), `inspect` (the container). */
  readonly calls: string[];
  /** What it says of the exec; `null`: it has forgotten it. */
  exec: { Running: boolean; ExitCode: number | null; Pid: number; CanRemove?: boolean } | null;
  /** What it says of the container; `null`: there is none. */
  state: { Status: string; StartedAt: string } | null;
  /** How it answers calls that do not go well; `cut`: not at all. */
  readonly refusals: Map<string, { readonly status: number; readonly message: string } | 'cut'>;
  /** Until the output of the exec is let go of by the client. */
  readonly hungUp: boolean;
  /** Has the exec print. */
  print(text: string, stream?: 'stdout' | 'stderr'): void;
  /** Ends its output, or breaks it off. */
  end(how?: 'cut'): void;
}

const CALLS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^POST .*\/containers\/[^/]+\/exec$/, 'create'],
  [/\/exec\/[^/]+\/start$/, 'start'],
  [/\/exec\/[^/]+\/remove$/, 'remove'],
  [/\/exec\/[^/]+\/json$/, 'look'],
  [/\/containers\/[^/]+\/json$/, 'inspect'],
];

/** An engine with one exec that does only what the test says, for what a simulated one would never do. */
export function anExecEngine(startedAt: string, kind: Engine['kind'] = 'docker'): ExecEngine {
  const calls: string[] = [];
  const refusals: ExecEngine['refusals'] = new Map();
  const output = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, { highWaterMark: 99 });
  const writer = output.writable.getWriter();
  let hungUp = false;
  writer.closed.catch(() => {
    hungUp = true;
  });

  const http = createFetchHttp((request) => {
    const asked = `${request.method} ${new URL(request.url).pathname}`;
    const call = CALLS.find(([pattern]) => pattern.test(asked))?.[1] ?? asked;
    calls.push(call);
    const refusal = refusals.get(call);
    if (refusal === 'cut') throw new TypeError('cut');
    if (refusal) return Response.json({ message: refusal.message }, { status: refusal.status });
    switch (call) {
      case 'create':
        return Response.json({ Id: 'e1' }, { status: 201 });
      case 'start':
        return new Response(output.readable);
      case 'look':
        return found(it.exec);
      case 'inspect':
        return found(it.state && { Id: 'c', State: { ExitCode: 0, FinishedAt: startedAt, ...it.state } });
      default:
        return new Response(null, { status: 200 });
    }
  });
  const it: ExecEngine = {
    engine: { http, kind, apiVersion: '1.45', engineApiVersion: '1.45', date: null },
    calls,
    refusals,
    exec: { Running: true, ExitCode: null, Pid: 0 },
    state: { Status: 'running', StartedAt: startedAt },
    get hungUp() {
      return hungUp;
    },
    print(text, stream = 'stdout') {
      const bytes = new TextEncoder().encode(text);
      const frame = new Uint8Array(8 + bytes.length);
      frame[0] = stream === 'stdout' ? 1 : 2;
      new DataView(frame.buffer).setUint32(4, bytes.length);
      frame.set(bytes, 8);
      writer.write(frame).catch(() => undefined);
    },
    end(how) {
      if (how === 'cut') void writer.abort(new TypeError('cut'));
      else writer.close().catch(() => undefined);
    },
  };
  return it;
}

function found(answer: object | null): Response {
  return answer ? Response.json(answer) : Response.json({ message: 'no such thing' }, { status: 404 });
}
