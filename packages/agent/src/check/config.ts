import { type Container, containerSubject, HaleError } from '@hale/core';
import { matchesGlob } from './glob.ts';
import { readSettings, SETTING_NAMES, type SettingName, type Settings } from './settings.ts';

/** A check as a config has it. Each value is as the label of that name has it. */
export interface CheckConfig {
  /** The names that it is for, such as `web` or `shop-*`, or their subjects, such as `container/shop/*`. */
  readonly container: string;
  readonly http?: string | number;
  readonly https?: string | number;
  readonly tcp?: string | number;
  readonly exec?: string | readonly string[];
  /** Where an http or tcp check goes instead of the container's own address: a name, or an address. */
  readonly host?: string;
  /** Of http. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly status?: string | number;
  readonly contains?: string;
  readonly verify?: boolean;
  readonly serverName?: string;
  readonly by?: string;
  readonly interval?: string;
  readonly timeout?: string;
  readonly startPeriod?: string;
  readonly startInterval?: string;
  readonly retries?: number;
}

/** A {@link CheckConfig} that has been read. */
export interface CheckRule {
  readonly container: string;
  readonly settings: Settings;
}

/** A config of more would be a mistake. */
export const MAX_CHECK_RULES = 1_000;
export const MAX_HEADERS = 32;

const KEYS: ReadonlyMap<string, SettingName> = new Map(SETTING_NAMES.map((name) => [keyOf(name), name]));
const OTHER_KEYS: ReadonlySet<string> = new Set(['container', 'host', 'headers']);
const HOST = /^[\w.:%-]{1,253}$/;
const HEADER_NAME = /^[!#$%&'*+.^`|~\w-]{1,64}$/;
const HEADER_VALUE = /^[\t -~]{0,4096}$/;

/**
 * Reads the checks of a config: a list of {@link CheckConfig}.
 *
 * @throws HaleError `bad-input` for the first value that is not what it should be, with its path, such as `checks[2].interval`
 */
export function readCheckRules(input: unknown, path = 'checks'): readonly CheckRule[] {
  if (!Array.isArray(input)) throw expected(path, 'a list of checks', input);
  if (input.length > MAX_CHECK_RULES) throw bad(path, `expected ${MAX_CHECK_RULES} checks at most`);
  return input.map((entry: unknown, n) => readRule(entry, `${path}[${n}]`));
}

/** The first rule that is for a container; `undefined`: there is none. */
export function ruleFor(
  container: Pick<Container, 'name' | 'labels'>,
  rules: readonly CheckRule[],
): CheckRule | undefined {
  const subject = containerSubject(container);
  return rules.find(
    ({ container: pattern }) => matchesGlob(pattern, container.name) || matchesGlob(pattern, subject),
  );
}

function readRule(entry: unknown, path: string): CheckRule {
  if (!isRecord(entry)) throw expected(path, 'a check', entry);
  for (const key of Object.keys(entry))
    if (!KEYS.has(key) && !OTHER_KEYS.has(key))
      throw bad(`${path}.${key}`, `there is no such setting; there are ${SETTINGS}`);
  const { container, host, headers } = entry;
  if (typeof container !== 'string' || container === '')
    throw expected(`${path}.container`, 'the name of a container, such as web or shop-*', container);
  if (host !== undefined && (typeof host !== 'string' || !HOST.test(host)))
    throw expected(`${path}.host`, 'a name or an address, without scheme and port', host);
  const settings = readSettings({
    text: (name) => textOf(entry[keyOf(name)], `${path}.${keyOf(name)}`),
    complain(name, message) {
      throw bad(`${path}.${keyOf(name)}`, message);
    },
    host: host ?? null,
    headers: readHeaders(headers, `${path}.headers`),
  });
  const { probe } = settings;
  if (host !== undefined && (probe === null || probe.kind === 'exec'))
    throw bad(`${path}.host`, 'only a check of kind http, https or tcp has it');
  if (headers !== undefined && probe?.kind !== 'http')
    throw bad(`${path}.headers`, 'only a check of kind http or https has it');
  return { container, settings };
}

function readHeaders(headers: unknown, path: string): Readonly<Record<string, string>> {
  if (headers === undefined) return {};
  if (!isRecord(headers)) throw expected(path, 'names and values of headers', headers);
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) throw bad(path, `expected ${MAX_HEADERS} headers at most`);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!HEADER_NAME.test(name)) throw bad(path, `${JSON.stringify(name)} is no name of a header`);
      // It may be a secret, so it is not repeated.
      if (typeof value !== 'string' || !HEADER_VALUE.test(value))
        throw bad(`${path}.${name}`, 'expected printable text');
      return [name.toLowerCase(), value];
    }),
  );
}

/** As a label would have it. */
function textOf(value: unknown, path: string): string | undefined {
  switch (typeof value) {
    case 'undefined':
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      if (Array.isArray(value)) return JSON.stringify(value);
      throw expected(path, 'text', value);
  }
}

function keyOf(name: SettingName): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const SETTINGS = [...OTHER_KEYS, ...KEYS.keys()].join(', ');

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function expected(path: string, what: string, value: unknown): HaleError {
  const got = value === undefined ? 'nothing' : value === null ? 'null' : typeof value;
  return bad(path, `expected ${what}, got ${Array.isArray(value) ? 'a list' : got}`);
}

function bad(path: string, message: string): HaleError {
  return new HaleError('bad-input', `${path}: ${message}`, { path });
}
