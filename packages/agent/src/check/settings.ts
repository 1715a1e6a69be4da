import type { Check, HttpSpec, TcpSpec } from '@hale/core';
import { BY, DURATION, EXEC, FLAG, HTTP, METHOD, RETRIES, type Reader, STATUS, TCP, TEXT } from './value.ts';

/** What labels or a config say of a check. What they leave open is taken from the next in line: see resolve.ts. */
export interface Settings {
  readonly probe: ProbeSettings | null;
  readonly intervalMs: number | null;
  readonly timeoutMs: number | null;
  readonly startPeriodMs: number | null;
  readonly startIntervalMs: number | null;
  readonly retries: number | null;
  readonly by: Check['by'] | null;
}

export type ProbeSettings =
  | HttpSpec
  | TcpSpec
  /** `test`: in the words of a Docker healthcheck. */
  | { readonly kind: 'exec'; readonly test: readonly string[] };

const KINDS = ['http', 'https', 'tcp', 'exec'] as const;
const OF_HTTP = ['method', 'status', 'contains', 'verify', 'server-name'] as const;
const OF_POLICY = ['interval', 'timeout', 'start-period', 'start-interval', 'retries'] as const;

/** Every setting of a check, by the name that labels spell it with. */
export const SETTING_NAMES = [...KINDS, ...OF_HTTP, 'by', ...OF_POLICY] as const;
export type SettingName = (typeof SETTING_NAMES)[number];

/** Whether it is how often and how long, and not what. */
export function isPolicy(name: SettingName): boolean {
  return OF_POLICY.some((other) => other === name);
}

/** Where settings are written. */
export interface SettingSource {
  readonly text: (name: SettingName) => string | undefined;
  /** Told of each value that is not what it should be, and is therefore left out. */
  readonly complain: (name: SettingName, message: string) => void;
  /** `null`: the container's own address. */
  readonly host: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The statuses that pass unless others are named; so it is with kubelet. */
export const DEFAULT_EXPECT = { from: 200, to: 399 };

export function readSettings(source: SettingSource): Settings {
  const value = <T>(name: SettingName, reader: Reader<T>): T | null => {
    const text = source.text(name);
    if (text === undefined) return null;
    const read = reader.read(text.trim());
    if (read === null) source.complain(name, `expected ${reader.expected}, got ${quote(text)}`);
    return read;
  };
  return {
    probe: readProbe(source, value),
    intervalMs: value('interval', DURATION),
    timeoutMs: value('timeout', DURATION),
    startPeriodMs: value('start-period', DURATION),
    startIntervalMs: value('start-interval', DURATION),
    retries: value('retries', RETRIES),
    by: value('by', BY),
  };
}

type Value = <T>(name: SettingName, reader: Reader<T>) => T | null;

function readProbe(source: SettingSource, value: Value): ProbeSettings | null {
  const isSet = (name: SettingName): boolean => source.text(name) !== undefined;
  const [kind, ...others] = KINDS.filter(isSet);
  for (const other of others) source.complain(other, `there is "${kind}" already: a check is of one kind`);
  if (kind === 'http' || kind === 'https') return readHttp(kind, source, value);
  for (const name of OF_HTTP.filter(isSet))
    source.complain(name, 'only a check of kind http or https has it');
  if (kind === 'tcp') {
    const port = value('tcp', TCP);
    return port === null ? null : { kind: 'tcp', host: source.host, port };
  }
  const test = value('exec', EXEC);
  return test && { kind: 'exec', test };
}

function readHttp(scheme: 'http' | 'https', source: SettingSource, value: Value): HttpSpec | null {
  const { host, headers } = source;
  const target = value(scheme, HTTP);
  const method = value('method', METHOD) ?? 'GET';
  const expect = value('status', STATUS) ?? DEFAULT_EXPECT;
  const contains = value('contains', TEXT);
  const serverName = value('server-name', TEXT);
  // A certificate names no address of a container: without a name there is nothing to verify it against.
  const verify = value('verify', FLAG) ?? (host !== null || serverName !== null);
  if (method === 'HEAD' && contains !== null) source.complain('contains', 'the answer to HEAD has no body');
  if (target === null) return null;
  const tls = { verify, serverName };
  return {
    kind: 'http',
    scheme,
    host,
    ...target,
    method,
    headers,
    expect,
    contains: method === 'HEAD' ? null : contains,
    tls,
  };
}

/** How much of a bad value is repeated, in UTF-16 code units. */
const QUOTED_LENGTH = 64;

function quote(text: string): string {
  return JSON.stringify(text.slice(0, QUOTED_LENGTH));
}
