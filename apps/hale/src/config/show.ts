import { type CheckRule, type Matcher } from '@hale/agent';
import { CONDITIONS, formatDuration, type TellRules } from '@hale/core';
import type { Destination } from '@hale/transport';
import { DEFAULT, isRecord } from './layers.ts';
import type { Path } from './problem.ts';
import { conceal, fingerprint } from './secrets.ts';
import type { ListenAddress, Settings } from './settings.ts';

/** One effective setting. */
export interface ShownSetting {
  readonly path: Path;
  readonly value: ShownValue;
  readonly from: string;
}

type ShownValue = string | boolean | readonly string[] | null;

/** Every setting with what it is and where it is from. Secrets are fingerprints. */
export function shownSettings(settings: Settings, secrets: ReadonlySet<string>): readonly ShownSetting[] {
  const {
    name,
    engine,
    data,
    listen,
    tokens,
    hub,
    ping,
    selection,
    checks,
    rules,
    output,
    egress,
    log,
    from,
  } = settings;
  const row = (path: Path, value: ShownValue): ShownSetting => ({
    path,
    value: safe(value, secrets),
    from: from(path),
  });
  return [
    row(['name'], name),
    ...Object.entries(engine).map(([key, value]) => row(['engine', key], value)),
    row(['data'], data ?? 'memory'),
    row(['listen'], listen && listenText(listen)),
    ...tokens.map((token, n) => row(['access', 'tokens', n], `${token.name}: ${token.scope}`)),
    row(['hub', 'url'], hub.url),
    row(['hub', 'token'], hub.token && fingerprint(hub.token)),
    row(['hub', 'tells'], hub.tells),
    row(['hub', 'sync'], hub.syncMs === null ? null : formatDuration(hub.syncMs)),
    row(['ping'], ping && fingerprint(ping)),
    row(['watch', 'include'], selection.include.map(matcherText)),
    row(['watch', 'exclude'], selection.exclude.map(matcherText)),
    ...checks.map((rule, n) => row(['checks', n], checkText(rule))),
    // What is not told unless somebody asks for it would be a long list.
    ...ruleRows([], rules)
      .map(([path, value]) => row(path, value))
      .filter(({ value, from: by }) => value !== false || by !== DEFAULT),
    row(['output'], output),
    ...settings.destinations
      .flatMap((each) => destinationRows(each, rules))
      .map(([path, value]) => row(path, value)),
    row(['egress', 'mode'], egress.mode),
    row(['egress', 'allow'], egress.allow),
    row(['egress', 'deny'], egress.deny),
    row(['log', 'level'], log.level),
    row(['log', 'format'], log.format),
  ];
}

export function listenText({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function matcherText({ name, project, label }: Matcher): string {
  const value = label === null || label.value === null ? '' : `=${label.value}`;
  return [
    ...(name === null ? [] : [`name ${name}`]),
    ...(project === null ? [] : [`project ${project}`]),
    ...(label === null ? [] : [`label ${label.key}${value}`]),
  ].join(' and ');
}

type Row = readonly [path: Path, value: ShownValue];

function ruleRows(above: Path, { afterMs, remindMs }: TellRules): readonly Row[] {
  const told = CONDITIONS.map((condition): Row => {
    const ms = afterMs[condition];
    return [[...above, 'tell', condition], ms === undefined ? false : ms === 0 ? '0s' : formatDuration(ms)];
  });
  return [...told, [[...above, 'remind'], remindMs === null ? 'never' : formatDuration(remindMs)]];
}

/** Its transport, and the rules in which it differs from all. */
function destinationRows({ name, transport, rules }: Destination, base: TellRules): readonly Row[] {
  const path = ['destinations', name];
  const usual = new Map(ruleRows(path, base).map(([inner, value]) => [inner.join(), value]));
  return [
    ...optionRows([...path, transport.id], JSON.parse(transport.options), transport.secrets),
    ...ruleRows(path, rules).filter(([inner, value]) => usual.get(inner.join()) !== value),
  ];
}

/** A text that holds a secret is shown as one. */
function optionRows(path: Path, value: unknown, secrets: readonly string[]): readonly Row[] {
  if (Array.isArray(value)) return value.flatMap((item, n) => optionRows([...path, n], item, secrets));
  if (isRecord(value)) {
    const rows = Object.entries(value).flatMap(([key, inner]) => optionRows([...path, key], inner, secrets));
    return rows.length === 0 ? [[path, '{}']] : rows;
  }
  const text = String(value);
  const secret = secrets.some((each) => each !== '' && text.includes(each));
  return [[path, secret ? fingerprint(text) : text]];
}

/** Its headers may be secrets, so they are left out. */
function checkText({ container, settings: { probe } }: CheckRule): string {
  if (probe === null) return container;
  const host = 'host' in probe ? (probe.host ?? '') : '';
  switch (probe.kind) {
    case 'http':
      return `${container}: ${probe.scheme} ${host}:${probe.port}${probe.path}`;
    case 'tcp':
      return `${container}: tcp ${host}:${probe.port}`;
    case 'exec':
      return `${container}: exec ${probe.test.slice(1).join(' ')}`;
  }
}

function safe(value: ShownValue, secrets: ReadonlySet<string>): ShownValue {
  if (typeof value === 'string') return conceal(value, secrets);
  return typeof value === 'object' && value !== null ? value.map((each) => conceal(each, secrets)) : value;
}
