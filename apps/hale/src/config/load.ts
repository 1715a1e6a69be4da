import { dirname } from 'node:path';
import { TOLD_BY_DEFAULT } from '@hale/core';
import type { TransportDefinition } from '@hale/transport';
import { isUnguarded } from '../door.ts';
import { readChecks } from './checks.ts';
import { bindDestination, type ReadDestinations, readDestinations } from './destinations.ts';
import { readDocument } from './document.ts';
import { egressFaults } from './egress.ts';
import { CONFIG_VARIABLE, dataFolder, MEMORY, readEnvironment } from './environment.ts';
import { createFileReader, type FileReader, type FilesRead } from './files.ts';
import { HUB_TOKEN } from './hub.ts';
import { expectation, type Fault, faultsOf } from './issues.ts';
import { jsonSchema, keysAt } from './json-schema.ts';
import { type Layered, layer, type Override, valueAt } from './layers.ts';
import { defaultData, type Place, places, type Surroundings } from './locate.ts';
import { PING } from './ping.ts';
import { plainSecrets } from './plain-secrets.ts';
import { inOrder, MAX_PROBLEMS, type Path, type Problem } from './problem.ts';
import { type FileSettings, fileSchema } from './schema.ts';
import { readSecret } from './secret-value.ts';
import type { SecretSource } from './secrets.ts';
import type { Settings } from './settings.ts';
import { tellRules } from './tell.ts';

/** Settings that the command line can make. */
export interface SettingFlags {
  readonly host?: string;
  readonly context?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly hub?: string;
}

export interface LoadOptions {
  /** The file that a flag names. Default: `HALE_CONFIG`, or the first of the usual places. */
  readonly file?: string;
  readonly flags?: SettingFlags;
  /** Those that a destination may have. */
  readonly transports: readonly TransportDefinition[];
  readonly surroundings: Surroundings;
}

/** A configuration that was read, good or bad. */
export interface Loaded {
  /** As messages call it; `null`: there is none. */
  readonly file: string | null;
  /** `null`: there are problems. */
  readonly settings: Settings | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** None of them may be shown. */
  readonly secrets: ReadonlySet<string>;
  /** All that was read for it. */
  readonly files: FilesRead;
}

export const CONFIG_LIMIT_BYTES = 1024 * 1024;

/** Reads flags, environment and file, in this order of precedence. It never throws: what is wrong is in the answer. */
export async function loadSettings({
  file,
  flags = {},
  transports,
  surroundings,
}: LoadOptions): Promise<Loaded> {
  const files = createFileReader();
  const { env, folder } = surroundings;
  const found = await findFile(places(file, surroundings), files);
  const document = readDocument(found.text, found.label ?? NO_FILE);
  const fromEnv = readEnvironment(env, folder);
  const input = layer(found.label ?? NO_FILE, document, [fromEnv.overrides, overridesOf(flags, folder)]);
  const base = found.path === null ? folder : dirname(found.path);
  const source: SecretSource = { env, folder: base, files };

  const schema = jsonSchema(transports);
  const keys = (above: Path) => (path: Path) => keysAt(schema, [...above, ...path]);
  const parsed = fileSchema.safeParse(input.value, { error: expectation });
  const checks = await readChecks(valueAt(input.value, ['checks']), source);
  const told = ['destinations'];
  const destinations = await readDestinations(valueAt(input.value, told), transports, source, keys(told));
  const ping = await readSecret(valueAt(input.value, ['ping']), source, PING);
  const token = await readSecret(valueAt(input.value, HUB), source, HUB_TOKEN);

  const faults: readonly Fault[] = [
    ...(parsed.success ? [] : faultsOf(parsed.error, keys([]))),
    ...under(['checks'], checks.faults),
    ...under(told, destinations.faults),
    ...under(['ping'], ping.faults),
    ...under(HUB, token.faults),
    ...under(['egress'], parsed.success ? egressFaults(parsed.data.egress ?? {}) : []),
  ];
  const broken = [...found.problems, ...document.problems, ...fromEnv.problems];
  const problems = inOrder([...broken, ...faults.map(({ path, message }) => input.problem(path, message))]);
  const secrets = new Set([...checks.secrets, ...destinations.secrets, ...ping.secrets, ...token.secrets]);
  const settings =
    problems.length === 0 && parsed.success
      ? {
          ...build(parsed.data, { input, destinations, token: token.value, base, surroundings }),
          checks: checks.rules,
          ping: ping.value,
        }
      : null;
  return {
    file: found.label,
    settings,
    problems: problems.slice(0, MAX_PROBLEMS),
    warnings: [
      ...fromEnv.warnings,
      ...(found.open ? plainSecrets(document.value, secrets, input) : []),
      ...(settings?.listen && isUnguarded(settings.listen, settings.tokens)
        ? [input.problem(['listen'], UNGUARDED)]
        : []),
    ],
    secrets,
    files: files.seen,
  };
}

const NO_FILE = 'hale.yaml';
const HUB = ['hub', 'token'];
const UNGUARDED =
  'other machines reach it, and access.tokens is empty, so hale agent and hale up will not start there; hale token makes one';

interface Parts {
  readonly input: Layered;
  readonly destinations: ReadDestinations;
  /** Of the hub. */
  readonly token: string | null;
  /** What a path of the file is relative to. */
  readonly base: string;
  readonly surroundings: Surroundings;
}

function build(
  file: FileSettings,
  { input, destinations, token, base, surroundings }: Parts,
): Omit<Settings, 'checks' | 'ping'> {
  const {
    name,
    engine: { host, context } = {},
    data,
    listen = null,
    access = {},
    hub = {},
    watch = {},
    egress = {},
    log = {},
  } = file;
  const rules = tellRules(TOLD_BY_DEFAULT, file);
  return {
    name: name ?? surroundings.hostname,
    engine: { ...(host && { host }), ...(context && { context }) },
    data: data === MEMORY ? null : data === undefined ? defaultData(surroundings) : dataFolder(data, base),
    listen,
    tokens: access.tokens ?? [],
    hub: { url: hub.url ?? null, token, tells: hub.tells ?? null, syncMs: hub.sync ?? null },
    selection: { include: watch.include ?? [], exclude: watch.exclude ?? [] },
    rules,
    output: file.output ?? true,
    destinations: destinations.read.map((each) =>
      bindDestination(each, tellRules(rules, file.destinations?.[each.name] ?? {})),
    ),
    egress: { mode: egress.mode ?? 'operator', allow: egress.allow ?? [], deny: egress.deny ?? [] },
    log: { level: log.level ?? 'info', format: log.format ?? 'json' },
    from: input.from,
  };
}

interface Found {
  readonly path: string | null;
  readonly label: string | null;
  readonly text: string;
  /** Others may read it. */
  readonly open: boolean;
  readonly problems: readonly Problem[];
}

async function findFile(candidates: readonly Place[], files: FileReader): Promise<Found> {
  for (const { path, label, namedBy } of candidates) {
    const file = await files.read(path, CONFIG_LIMIT_BYTES);
    if (file.kind === 'text') return { path, label, text: file.text, open: file.open, problems: [] };
    if (file.kind === 'absent' && namedBy === null) continue;
    const named = namedBy === CONFIG_VARIABLE ? `; ${namedBy} names it` : '';
    const message = file.kind === 'absent' ? `there is no such file${named}` : file.why;
    const problem = { source: label, line: null, column: null, path: [], message };
    return { path, label, text: '', open: false, problems: [problem] };
  }
  return { path: null, label: null, text: '', open: false, problems: [] };
}

function overridesOf(
  { host, context, data, listen, hub }: SettingFlags,
  folder: string,
): readonly Override[] {
  const made = (source: string, path: Path, value: string | undefined): readonly Override[] =>
    value === undefined ? [] : [{ source, path, value }];
  return [
    ...made('--host', ['engine', 'host'], host),
    ...made('--context', ['engine', 'context'], context),
    ...made('--data', ['data'], data && dataFolder(data, folder)),
    ...made('--listen', ['listen'], listen),
    ...made('--hub', ['hub', 'url'], hub),
  ];
}

function under(path: Path, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ path: [...path, ...fault.path], message: fault.message }));
}
