import { HaleError, type Http, type Signal } from '@hale/core';
import { connect, type Engine, version } from '@hale/core/docker';
import type { Session } from './session.ts';

/** Says on stderr which engine this is, and returns it as a title. Throws where the engine does not answer. */
export async function introduce(session: Pick<Session, 'io' | 'engine'>): Promise<string> {
  const title = await engineTitle(session);
  if (!session.engine.simulated) await session.io.stderr.write(`hale: ${title}\n`);
  return title;
}

/** Such as `Docker 28.2.2 (API 1.44) at unix:///var/run/docker.sock (usual socket)`. */
export async function engineTitle({ io, engine }: Pick<Session, 'io' | 'engine'>): Promise<string> {
  const name = await engineName(engine.http, io.signal);
  if (engine.simulated) return 'SIMULATED engine, not your containers: name one with --host';
  return `${name} at ${engine.label} (${engine.from})`;
}

/** Such as `Docker 28.2.2 (API 1.44)`. */
export async function engineName(http: Http, signal: Signal): Promise<string> {
  const engine = await connect(http, { signal });
  return `${await productOf(engine, signal)} (API ${engine.apiVersion})`;
}

/** Such as `Docker 28.2.2`. */
export async function engineProduct(http: Http, signal: Signal): Promise<string> {
  return productOf(await connect(http, { signal }), signal);
}

async function productOf(engine: Engine, signal: Signal): Promise<string> {
  const product = engine.kind === 'podman' ? 'Podman' : 'Docker';
  try {
    return `${product} ${(await version(engine, { signal })).version}`;
  } catch (error) {
    // A socket proxy may not tell.
    if (error instanceof HaleError && error.code === 'refused') return product;
    throw error;
  }
}
