import { createSimulatedClock, NOON } from '@hale/core/testing';
import { problem, type SilenceRequest, silence, silencePage } from '@hale/protocol';
import { createMemoryStore } from '@hale/store/memory';
import { describe, expect, it } from 'vitest';
import { createApi } from './app.ts';
import { Silencer } from './silencer.ts';
import { silencesDocs, silencesRoutes } from './silences.ts';

const HOUR: SilenceRequest = { for: '1h' };

/** Everybody knows `db`, by two names, and all of `shop`. */
const KNOWN: Readonly<Record<string, string>> = {
  db: 'container/db',
  'container/db': 'container/db',
  'shop/*': 'container/shop/*',
};

function serving() {
  const clock = createSimulatedClock(NOON);
  const silencer = new Silencer({ store: createMemoryStore(), destinations: [], now: () => clock.now() });
  const app = createApi({ docs: silencesDocs, clock }, (api) =>
    api.route('/', silencesRoutes({ silencer, subjectNamed: async (name) => KNOWN[name] ?? null })),
  );
  return {
    app,
    begin: (name: string, body: unknown) =>
      app.request(`/containers/${encodeURIComponent(name)}/silence`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    end: (subject: string) => app.request(`/silences/${encodeURIComponent(subject)}`, { method: 'DELETE' }),
    list: async () => silencePage.parse(await (await app.request('/silences')).json()).items,
  };
}

describe('a silence', () => {
  it('is begun, listed, and ended', async () => {
    const { begin, end, list } = serving();
    const response = await begin('db', { ...HOUR, reason: 'a release' });
    const begun = silence.parse(await response.json());
    expect(response.status).toBe(200);
    expect(begun).toMatchObject({ subject: 'container/db', by: 'API', reason: 'a release' });
    expect(Date.parse(begun.until) - Date.parse(begun.since)).toBe(3_600_000);
    expect(await list()).toEqual([begun]);

    const ended = await end('container/db');
    expect([ended.status, await ended.json()]).toEqual([200, begun]);
    expect(await list()).toEqual([]);
  });

  it('is of whatever is meant by a name', async () => {
    const { begin } = serving();
    expect(await (await begin('container/db', HOUR)).json()).toMatchObject({ subject: 'container/db' });
    expect(await (await begin('shop/*', HOUR)).json()).toMatchObject({ subject: 'container/shop/*' });
    const response = await begin('nobody', HOUR);
    expect(response.status).toBe(404);
    expect(problem.parse(await response.json()).title).toBe('There is no such container');
  });

  it.each<[unknown, string]>([
    [{}, 'for'],
    [{ for: 'soon' }, 'for'],
    [{ for: '0s' }, 'for'],
    [{ for: '720h1ms' }, 'for'],
    [{ for: 60 }, 'for'],
    [{ ...HOUR, reason: '' }, 'reason'],
    [{ ...HOUR, reason: 'x'.repeat(501) }, 'reason'],
    [{ ...HOUR, until: 'then' }, 'until'],
  ])('%j is not as expected, and the field is named', async (body, path) => {
    const { begin, list } = serving();
    const response = await begin('db', body);
    expect(response.status).toBe(400);
    expect(problem.parse(await response.json()).errors).toMatchObject([{ path }]);
    expect(await list()).toEqual([]);
  });

  it('may last 720 hours', async () => {
    expect((await serving().begin('db', { for: '720h' })).status).toBe(200);
  });

  it('that is not there cannot be ended', async () => {
    const response = await serving().end('container/db');
    expect(response.status).toBe(404);
    expect(problem.parse(await response.json()).title).toBe('There is no such silence');
  });

  it('is on one page with others, by subject', async () => {
    const { app, begin } = serving();
    for (const name of ['shop/*', 'db']) await begin(name, HOUR);
    const first = silencePage.parse(await (await app.request('/silences?limit=1')).json());
    expect(first).toMatchObject({ items: [{ subject: 'container/db' }], next: 'container/db' });
    const rest = await (await app.request(`/silences?after=${encodeURIComponent('container/db')}`)).json();
    expect(rest).toMatchObject({ items: [{ subject: 'container/shop/*' }], next: null });
  });
});
