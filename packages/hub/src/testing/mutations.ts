import type { Random } from '@hale/core';
import { gzip } from '@hale/core/system';

/** A message as it is sent. */
export interface Sent {
  readonly body: Uint8Array;
  readonly encoding: string | null;
  /** What has been done to it. */
  readonly how: string;
}

type Node = Record<string, unknown> | unknown[];
type Place = { readonly node: Node; readonly key: string };

const encoder = new TextEncoder();

/** Values that no field expects, or almost none. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  '',
  '\u0000',
  '\ud800',
  '\u202e\u0007',
  '__proto__',
  '../../etc/passwd',
  "'; drop table agent; --",
  'x'.repeat(5_000),
  [],
  {},
  [[]],
  { toString: 1, constructor: null },
  'removed',
  'container/web',
];

/** Changes a valid message somewhere: its structure, its text, its bytes, or how it is packed. */
export async function mutate(message: object, random: Random): Promise<Sent> {
  const below = (limit: number): number => Math.floor(random() * limit);
  const roll = random();
  if (roll < 0.55) {
    const text = inStructure(message, below);
    return below(4) === 0 ? packed(text, 'structure') : plain(text, 'structure');
  }
  const text = JSON.stringify(message);
  if (roll < 0.7) return plain(inText(text, below), 'text');
  if (roll < 0.85) return { body: inBytes(encoder.encode(text), below), encoding: null, how: 'bytes' };
  const bytes = await gzip(text);
  switch (below(4)) {
    case 0:
      return { body: inBytes(bytes, below), encoding: 'gzip', how: 'packed bytes' };
    case 1:
      return {
        body: bytes,
        encoding: ['br', 'deflate', 'gzip, gzip', 'zstd'][below(4)] ?? null,
        how: 'encoding',
      };
    case 2:
      return { body: encoder.encode(text), encoding: 'gzip', how: 'not packed' };
    default:
      return { body: bytes.subarray(0, below(bytes.length)), encoding: 'gzip', how: 'half packed' };
  }
}

function plain(text: string, how: string): Sent {
  return { body: encoder.encode(text), encoding: null, how };
}

async function packed(text: string, how: string): Promise<Sent> {
  return { body: await gzip(text), encoding: 'gzip', how };
}

function inStructure(message: object, below: (limit: number) => number): string {
  const copy = structuredClone(message) as Node;
  for (let times = 1 + below(2); times > 0; times -= 1) {
    const places = [...placesOf(copy)];
    const place = places[below(places.length)];
    if (place !== undefined) change(place, places, below);
  }
  return JSON.stringify(copy);
}

function change({ node, key }: Place, places: readonly Place[], below: (limit: number) => number): void {
  const other = places[below(places.length)];
  switch (below(7)) {
    case 0:
      if (Array.isArray(node)) node.splice(Number(key), 1);
      else delete node[key];
      return;
    case 1:
      if (Array.isArray(node)) node.splice(Number(key), 0, structuredClone(node[Number(key)]));
      else set(node, `${key}x`, structuredClone(get(node, key)));
      return;
    case 2:
      if (other) set(node, key, structuredClone(get(other.node, other.key)));
      return;
    case 3: {
      const value = get(node, key);
      if (typeof value === 'number') set(node, key, value + [1, -1, 1_000, -1_000, 2 ** 40][below(5)]!);
      else set(node, key, typeof value === 'string' ? [value] : String(value));
      return;
    }
    case 4:
      return set(node, key, nested(1 + below(300), get(node, key)));
    default:
      return set(node, key, structuredClone(STRANGE[below(STRANGE.length)]));
  }
}

function* placesOf(node: Node): Generator<Place> {
  for (const key of Object.keys(node)) {
    yield { node, key };
    const value = get(node, key);
    if (typeof value === 'object' && value !== null) yield* placesOf(value as Node);
  }
}

function get(node: Node, key: string): unknown {
  return Array.isArray(node) ? node[Number(key)] : node[key];
}

function set(node: Node, key: string, value: unknown): void {
  if (Array.isArray(node)) node[Number(key)] = value;
  else node[key] = value;
}

function nested(depth: number, value: unknown): unknown {
  let whole = value;
  for (let n = 0; n < depth; n += 1) whole = n % 2 === 0 ? [whole] : { in: whole };
  return whole;
}

function inText(text: string, below: (limit: number) => number): string {
  const at = below(text.length);
  const end = at + 1 + below(40);
  switch (below(7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return text.slice(0, end) + text.slice(at);
    case 3:
      return text.replace(/\d+/, ['1e400', '-0', '9007199254740993', '01', '1e2', '0x10'][below(6)] ?? '');
    case 4:
      return text.replace('{', '{"__proto__":{"session":"x","entries":[]},');
    case 5:
      return text.replace(/"(\w+)":/, '"$1":null,"$1":');
    default:
      return '['.repeat(200_000) + text;
  }
}

function inBytes(bytes: Uint8Array, below: (limit: number) => number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let flips = 1 + below(3); flips > 0; flips -= 1) {
    const at = below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << below(8));
  }
  return changed;
}
