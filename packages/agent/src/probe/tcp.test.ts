import { HaleError } from '@hale/core';
import { connectTcp } from '@hale/core/node';
import { systemClock } from '@hale/core/system';
import { createSimulatedClock, serveBytes } from '@hale/core/testing';
import { describe, expect, it } from 'vitest';
import type { Address } from './address.ts';
import { runTcp } from './tcp.ts';

const SPEC = { kind: 'tcp', host: null, port: 6379 } as const;
const AT: Address = { kind: 'at', host: '127.0.0.1', port: 6379 };
const NEVER = new AbortController().signal;

describe('a tcp probe', () => {
  it('passes when a connection stands, and fails when nothing listens', async () => {
    const server = await serveBytes(() => undefined, 'tcp');
    const address: Address = { ...AT, port: server.port };
    const ports = { clock: systemClock, connect: connectTcp };
    const probe = { spec: SPEC, address, timeoutMs: 5_000 };
    const host = `127.0.0.1:${server.port}`;
    expect(await runTcp(probe, ports, NEVER)).toMatchObject({
      kind: 'finding',
      finding: { exitCode: 0, output: `${host}: a connection stands`, error: false },
      ended: true,
    });
    await expect.poll(server.open).toBe(0);
    await server.close();
    expect(await runTcp(probe, ports, NEVER)).toMatchObject({
      kind: 'finding',
      finding: { exitCode: 1, output: `${host}: nothing listens there`, error: false },
    });
  });

  it('says that it took too long as moby does, and lets go', async () => {
    const clock = createSimulatedClock();
    let released: unknown;
    const outcome = runTcp(
      { spec: SPEC, address: AT, timeoutMs: 1_500 },
      {
        clock,
        connect: (_host, _port, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new HaleError('timeout', (released = 'cut'))));
          }),
      },
      NEVER,
    );
    await clock.advance(1_499);
    expect(clock.sleepers).toBe(1);
    await clock.advance(1);
    expect(await outcome).toMatchObject({
      finding: { exitCode: -1, output: 'Health check exceeded timeout (1.5s)', error: false },
      ended: true,
    });
    expect(released).toBe('cut');
  });

  it('is void when it is called off', async () => {
    const cancel = new AbortController();
    const connect = (): Promise<void> => new Promise(() => undefined);
    const ports = { clock: createSimulatedClock(), connect };
    const outcome = runTcp({ spec: SPEC, address: AT, timeoutMs: 1_000 }, ports, cancel.signal);
    cancel.abort();
    expect(await outcome).toMatchObject({ kind: 'void', reason: { code: 'conflict' }, ended: true });
    expect(ports.clock.sleepers).toBe(0);
  });

  it.each([
    [null, { kind: 'none', reason: 'port 6379 cannot be reached' } as const, null],
    [null, AT, '127.0.0.1:6379'],
    ['db.example', { kind: 'none', reason: 'not asked' } as const, 'db.example:6379'],
  ])('goes to the host %s, or to the address of its container', async (host, address, expected) => {
    const asked: string[] = [];
    const connect = async (...[name, port]: [string, number, unknown]): Promise<void> => {
      asked.push(`${name}:${port}`);
    };
    const ports = { clock: createSimulatedClock(), connect };
    const outcome = await runTcp({ spec: { ...SPEC, host }, address, timeoutMs: 1_000 }, ports, NEVER);
    expect(asked).toEqual(expected === null ? [] : [expected]);
    if (expected === null)
      expect(outcome).toMatchObject({
        finding: { exitCode: -1, output: 'port 6379 cannot be reached', error: true },
      });
  });

  it('does not take a mistake of ours for a finding', async () => {
    const connect = (): Promise<void> => Promise.reject(new TypeError('a mistake'));
    const ports = { clock: createSimulatedClock(), connect };
    const outcome = runTcp({ spec: SPEC, address: AT, timeoutMs: 1_000 }, ports, NEVER);
    await expect(outcome).rejects.toThrow('a mistake');
  });
});
