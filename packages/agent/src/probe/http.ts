import { type Clock, HaleError, type Http, type HttpResponse, type HttpSpec, type Signal } from '@hale/core';
import { Output } from '@hale/core/docker/exec';
import { type Address, authority } from './address.ts';
import { attempt, type Found } from './attempt.ts';
import type { ProbeOutcome } from './outcome.ts';
import { reachable } from './reachable.ts';

export interface HttpProbe {
  readonly spec: HttpSpec;
  /** Of the container; not looked at when the check names a host. */
  readonly address: Address;
  readonly timeoutMs: number;
}

export interface HttpPorts {
  readonly clock: Clock;
  /** A network that follows no redirect. */
  readonly http: (tls: HttpSpec['tls']) => Http;
}

/** How much of a body is searched for the text that it must contain. */
export const SEARCHED_LIMIT_BYTES = 1024 * 1024;

/** One http probe: it passes when the status is within the range, and the body has the text, that are expected. */
export async function runHttp(
  { spec, address, timeoutMs }: HttpProbe,
  { clock, http }: HttpPorts,
  cancel: Signal,
): Promise<ProbeOutcome> {
  return attempt({ clock, timeoutMs, cancel }, async (signal) => {
    const { method, scheme, path, headers, tls } = spec;
    const origin = `${scheme}://${authority(reachable(spec, address))}`;
    // The time is kept by the attempt, which aborts.
    const headersTimeoutMs = Number.POSITIVE_INFINITY;
    const request = {
      method,
      url: origin + path,
      headers: { 'user-agent': 'hale', ...headers },
      headersTimeoutMs,
      signal,
    };
    const response = await http(tls)(request);
    // A query may hold a secret, and the output is told to people.
    return judge(spec, response, `${method} ${origin}${path.replace(/\?.*/s, '?...')}: ${response.status}`);
  });
}

async function judge(spec: HttpSpec, { status, body }: HttpResponse, asked: string): Promise<Found> {
  const { from, to } = spec.expect;
  if (status < from || status > to)
    return failed(`${asked}, expected ${from === to ? from : `${from} to ${to}`}`, body);
  if (spec.contains === null) return { exitCode: 0, output: asked };
  const start = await readStart(body, SEARCHED_LIMIT_BYTES);
  if (new TextDecoder().decode(start).includes(spec.contains)) return { exitCode: 0, output: asked };
  const within = start.length < SEARCHED_LIMIT_BYTES ? '' : ` within ${SEARCHED_LIMIT_BYTES} bytes`;
  return failed(`${asked}, without the text ${JSON.stringify(spec.contains)}${within}`, [start]);
}

/** The first bytes of what was answered tell most; that the rest was cut tells less than the status does. */
async function failed(why: string, body: HttpResponse['body'] | readonly Uint8Array[]): Promise<Found> {
  const output = new Output();
  output.push({ stream: 'stdout', bytes: new TextEncoder().encode(`${why}\n`) });
  try {
    for await (const bytes of body) {
      output.push({ stream: 'stdout', bytes });
      if (output.truncated) break;
    }
  } catch (error) {
    if (!(error instanceof HaleError)) throw error;
  }
  return { exitCode: 1, output: output.text };
}

async function readStart(body: HttpResponse['body'], limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, limitBytes - size));
    size += chunk.length;
    if (size >= limitBytes) break;
  }
  const start = new Uint8Array(Math.min(size, limitBytes));
  let at = 0;
  for (const chunk of chunks) {
    start.set(chunk, at);
    at += chunk.length;
  }
  return start;
}
