import type { TellRules } from '@hale/core';
import { bindTransport, type Destination, type TransportDefinition } from '@hale/transport';
import { type Fault, oneOf, unknownKey } from './issues.ts';
import { isRecord } from './layers.ts';
import { readOptions } from './options.ts';
import type { Path } from './problem.ts';
import type { SecretSource } from './secrets.ts';

export interface ReadDestinations {
  readonly read: readonly ReadDestination[];
  readonly secrets: readonly string[];
  readonly faults: readonly Fault[];
}

/** A transport with options that it takes, not bound yet: to bind may be to open. */
interface ReadDestination {
  readonly name: string;
  readonly definition: TransportDefinition;
  readonly input: unknown;
}

/** What a destination has besides its transport. */
const OWN_KEYS = ['tell', 'remind'];

/** Reads the transport of each destination, and its options. */
export async function readDestinations(
  raw: unknown,
  transports: readonly TransportDefinition[],
  source: SecretSource,
  keysAt: (path: Path) => readonly string[],
): Promise<ReadDestinations> {
  const read: ReadDestination[] = [];
  const secrets: string[] = [];
  const faults: Fault[] = [];
  const ids = transports.map(({ id }) => id);
  for (const [name, entry] of isRecord(raw) ? Object.entries(raw) : []) {
    if (!isRecord(entry)) continue;
    const keys = Object.keys(entry);
    for (const key of keys)
      if (!ids.includes(key) && !OWN_KEYS.includes(key))
        faults.push({ path: [name, key], message: unknownKey(key, [...ids, ...OWN_KEYS]) });
    const chosen = transports.filter(({ id }) => keys.includes(id));
    if (chosen.length === 0 && keys.every((key) => OWN_KEYS.includes(key)))
      faults.push({ path: [name], message: `expected a transport: ${oneOf(ids)}` });
    if (chosen.length > 1)
      faults.push({
        path: [name],
        message: `expected one transport, got ${chosen.map(({ id }) => id).join(' and ')}`,
      });
    for (const definition of chosen) {
      const path = [name, definition.id];
      const options = await readOptions(definition, entry[definition.id], source, (inner) =>
        keysAt([...path, ...inner]),
      );
      secrets.push(...options.secrets);
      faults.push(
        ...options.faults.map((fault) => ({ path: [...path, ...fault.path], message: fault.message })),
      );
      read.push({ name, definition, input: options.input });
    }
  }
  return { read, secrets, faults };
}

export function bindDestination({ name, definition, input }: ReadDestination, rules: TellRules): Destination {
  return { name, rules, transport: bindTransport(definition, input) };
}

/** Lets go of what its transport has opened. */
export async function closeDestination({ transport: { speak } }: Destination): Promise<void> {
  if (speak.kind === 'channel') await speak.close();
}
