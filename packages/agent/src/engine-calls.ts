import type { Http } from '@hale/core';

/** The kinds of call that hale makes to an engine. */
const KINDS = ['ping', 'version', 'info', 'events', 'list', 'inspect', 'exec', 'other'] as const;
export type EngineCall = (typeof KINDS)[number];

export type EngineCallCounts = Readonly<Record<EngineCall, number>>;

/** The same network, counting what it is used for. */
export function countCalls(http: Http): { readonly http: Http; readonly counts: EngineCallCounts } {
  const counts = { ping: 0, version: 0, info: 0, events: 0, list: 0, inspect: 0, exec: 0, other: 0 };
  return {
    counts,
    http: (request) => {
      counts[kindOf(request.url)] += 1;
      return http(request);
    },
  };
}

const PATHS: readonly (readonly [RegExp, EngineCall])[] = [
  [/^\/_ping$/, 'ping'],
  [/^\/version$/, 'version'],
  [/^\/info$/, 'info'],
  [/^\/events$/, 'events'],
  [/^\/containers\/json$/, 'list'],
  [/^\/containers\/[^/]+\/json$/, 'inspect'],
  [/^\/(containers\/[^/]+\/exec|exec\/.*)$/, 'exec'],
];

function kindOf(url: string): EngineCall {
  const path = new URL(url).pathname.replace(/^\/v\d+\.\d+(?=\/)/, '');
  return PATHS.find(([shape]) => shape.test(path))?.[1] ?? 'other';
}
