import type { AgentView } from '../agent.ts';

/** Of an agent that sees its engine and tells nobody, except for `engine` and `destinations`. */
export function aView(
  engine: Partial<AgentView['engine']> = {},
  destinations: AgentView['destinations'] = [],
): AgentView {
  return {
    engine: { sight: 'in-sight', error: null, engine: null, ...engine },
    calls: { ping: 0, version: 0, info: 0, events: 0, list: 0, inspect: 0, exec: 0, other: 0 },
    destinations,
    hub: null,
    unrecorded: 0,
    unheard: 0,
  };
}
