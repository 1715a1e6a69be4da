import { join } from 'node:path';
import type { EngineAccess } from './engine.ts';

/** File names may be that long in practice everywhere, with room for what is added. */
const MAX_NAME = 100;

/** Where the agent of one engine keeps what it remembers: two engines in one journal would look like one that forgets. */
export function agentFolder(data: string, { label }: Pick<EngineAccess, 'label'>): string {
  const name = label
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return join(data, name.slice(-MAX_NAME) || 'engine');
}

/** Where a hub keeps what it remembers. */
export function hubFolder(data: string): string {
  return join(data, 'hub');
}

/** Where a running agent answers the questions of this machine. */
export function agentSocket(folder: string): string {
  return join(folder, 'agent.sock');
}
