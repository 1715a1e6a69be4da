import { HaleError, type Http, type Log, type LogFields } from '@hale/core';
import { createFetchHttp } from '@hale/core/fetch';
import { describe, expect, it } from 'vitest';
import { type IdentifyOptions, identify } from './identify.ts';
import { type Identity, type IdentityKeep, identityInMemory } from './identity.ts';

const URL = 'https://hub.example.com';
const invitation = (key: string): string => `hale_e1_${key.repeat(16)}_${'s'.repeat(43)}`;
const own = (key: string): string => `hale_a1_${key.repeat(16)}_${'t'.repeat(43)}`;
const HOST = { name: 'box', os: 'linux', arch: 'x64', engine: null };
const ANN: Identity = {
  url: URL,
  hub: 'h'.repeat(26),
  agent: 'a'.repeat(26),
  token: own('1'),
  by: 'k'.repeat(16),
};
const NEVER = new AbortController().signal;

/** A hub that takes an invitation once, and gives `agent` the key of its token. */
function hub(status = 200) {
  const asked: string[] = [];
  const http = createFetchHttp((request) => {
    asked.push(request.headers.get('authorization') ?? '');
    if (status !== 200) return new Response('{}', { status });
    const answer = { agent: 'b'.repeat(26), hub: ANN.hub, token: own('2'), protocol: 1 };
    return Response.json(answer);
  });
  return { http, asked };
}

async function keeping(known: Identity | null): Promise<IdentityKeep> {
  const keep = identityInMemory();
  if (known !== null) await keep.write(known);
  return keep;
}

async function identified(
  known: Identity | null,
  token: string | null,
  http: Http,
  more: Partial<IdentifyOptions> = {},
) {
  const keep = await keeping(known);
  const is = await identify({ url: URL, token, keep, http, host: HOST, ...more }, NEVER);
  return { is, kept: await keep.read() };
}

describe('who an agent is to its hub', () => {
  it('is who it was, without a word to the hub', async () => {
    for (const token of [null, invitation('k')]) {
      const { http, asked } = hub();
      const { is } = await identified(ANN, token, http);
      expect(is).toMatchObject({ agent: ANN.agent, token: ANN.token });
      expect(asked).toEqual([]);
    }
  });

  it('is somebody new by an invitation, and that is kept', async () => {
    for (const known of [null, ANN, { ...ANN, url: 'https://other' }]) {
      const { http, asked } = hub();
      const { is, kept } = await identified(known, invitation('n'), http);
      expect(is).toMatchObject({ agent: 'b'.repeat(26), token: own('2') });
      expect(kept).toEqual({ ...ANN, agent: 'b'.repeat(26), token: own('2'), by: 'n'.repeat(16) });
      expect(asked).toEqual([`Bearer ${invitation('n')}`]);
    }
  });

  it('is whoever has a token for good, and nothing is kept of that', async () => {
    const { http, asked } = hub();
    const { is, kept } = await identified(ANN, own('9'), http);
    expect(is).toEqual({ agent: null, token: own('9') });
    expect([kept, asked]).toEqual([ANN, []]);
  });

  it('is nobody where another hub has given it its token', async () => {
    const { http, asked } = hub();
    await expect(identified({ ...ANN, url: 'https://other' }, null, http)).rejects.toMatchObject({
      code: 'bad-input',
      path: 'hub.token',
    });
    expect(asked).toEqual([]);
  });

  it('is who it was where a new invitation is not taken, and that is said', async () => {
    const said: string[] = [];
    const { is, kept } = await identified(ANN, invitation('n'), hub(401).http, { log: logTo(said) });
    expect([is, kept]).toEqual([ANN, ANN]);
    expect(said).toEqual([expect.stringMatching(/^warn the hub does not take the invitation/)]);
    await expect(identified(null, invitation('n'), hub(401).http)).rejects.toMatchObject({ code: 'refused' });
  });

  it('is asked for again while the hub is away, with the same invitation', async () => {
    const away: Http = () => Promise.reject(new HaleError('unreachable', 'nothing answers'));
    for (const known of [null, ANN])
      await expect(identified(known, invitation('n'), away)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('is told to nobody else: no token is in what is logged', async () => {
    const said: string[] = [];
    const log = logTo(said);
    const keep: IdentityKeep = {
      place: '/x/hub.json',
      read: async () => null,
      write: () => Promise.reject(new Error('ENOSPC')),
    };
    const is = await identify(
      { url: URL, token: invitation('n'), keep, http: hub().http, host: HOST, log },
      NEVER,
    );
    expect(is).toMatchObject({ token: own('2') });
    expect(said).toEqual([
      expect.stringMatching(/^error who this agent is to the hub cannot be kept/),
      expect.stringMatching(/^info enrolled/),
    ]);
    expect(said.join()).not.toMatch(/hale_[ae]1_/);
  });
});

function logTo(said: string[]): Log {
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}): void =>
      void said.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
