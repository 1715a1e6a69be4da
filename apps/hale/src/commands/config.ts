import { closeDestination } from '../config/destinations.ts';
import { jsonSchema } from '../config/json-schema.ts';
import { type Loaded, type LoadOptions, loadSettings } from '../config/load.ts';
import { type Problem, pathText, problemText } from '../config/problem.ts';
import { conceal } from '../config/secrets.ts';
import type { Settings } from '../config/settings.ts';
import { listenText, matcherText, type ShownSetting, shownSettings } from '../config/show.ts';
import { plural } from '../diagnosis/finding.ts';
import { EXIT } from '../failure.ts';
import type { Io } from '../io.ts';
import type { Paint } from '../screen/colour.ts';
import { table } from '../screen/table.ts';
import { printable } from '../screen/text.ts';

/** What the commands about a configuration are given; they look at no engine. */
export interface ConfigSession extends LoadOptions {
  readonly io: Io;
  readonly json: boolean;
  readonly paint: Paint;
}

/** `hale config check [FILE]`: all that is wrong, or else what it would do. */
export async function configCheck(session: ConfigSession): Promise<number> {
  const { io, json } = session;
  const loaded = await loadSettings(session);
  const { settings, problems, warnings } = loaded;
  if (json)
    await io.stdout.write(`${JSON.stringify({ ok: settings !== null, ...records(loaded) }, null, 2)}\n`);
  else {
    const told = [...problemLines(loaded), ...(settings === null ? [] : summary(loaded.file, settings))];
    const verdict = [
      ...(problems.length > 0 ? [plural(problems.length, 'problem')] : []),
      ...(warnings.length > 0 ? [plural(warnings.length, 'warning')] : []),
    ];
    if (verdict.length > 0) told.push('', `${verdict.join(', ')}.`);
    await io.stdout.write(lines(told, loaded));
  }
  await release(settings);
  return settings === null ? EXIT.no : EXIT.ok;
}

/** `hale config show`: every setting, and where it is from. */
export async function configShow(session: ConfigSession): Promise<number> {
  const { io, json, paint } = session;
  const loaded = await loadSettings(session);
  const { file, settings, secrets } = loaded;
  await io.stderr.write(lines(problemLines(loaded), loaded));
  if (settings === null) return EXIT.failed;
  const shown = shownSettings(settings, secrets);
  await release(settings);
  if (json) {
    const all = shown.map(({ path, value, from }) => ({ setting: pathText(path), value, from }));
    await io.stdout.write(`${JSON.stringify({ file, settings: all }, null, 2)}\n`);
  } else await io.stdout.write(`${settingTable(shown, io, paint).join('\n')}\n`);
  return EXIT.ok;
}

/** `hale config schema`: for the first line of a file, `# yaml-language-server: $schema=hale.schema.json`. */
export async function configSchema({
  io,
  transports,
}: Pick<ConfigSession, 'io' | 'transports'>): Promise<number> {
  await io.stdout.write(`${JSON.stringify(jsonSchema(transports), null, 2)}\n`);
  return EXIT.ok;
}

function problemLines({ problems, warnings }: Loaded): readonly string[] {
  const warned = warnings.map((each): Problem => ({ ...each, message: `warning: ${each.message}` }));
  return [...problems, ...warned].map(problemText);
}

function records({ file, problems, warnings, secrets }: Loaded): object {
  const record = ({ source, line, column, path, message }: Problem): object => ({
    source,
    line,
    column,
    path: pathText(path),
    message: conceal(message, secrets),
  });
  return { file, problems: problems.map(record), warnings: warnings.map(record) };
}

function lines(texts: readonly string[], { secrets }: Loaded): string {
  return texts.map((text) => `${printable(conceal(text, secrets))}\n`).join('');
}

function summary(file: string | null, settings: Settings): readonly string[] {
  const { destinations, selection, checks, data, listen, hub, ping } = settings;
  const named = destinations.map(({ name, transport }) => `${name} (${transport.id})`);
  const included = selection.include.map(matcherText).join(', or ');
  const excluded = selection.exclude.map(matcherText).join(', or ');
  return [
    `${file ?? 'What is set without a file'} is good.`,
    destinations.length === 0 ? 'tells nobody: there is no destination' : `tells ${named.join(', ')}`,
    `watches ${included === '' ? 'every container' : included}${excluded === '' ? '' : `; but not ${excluded}`}`,
    ...(checks.length === 0 ? [] : [`runs ${plural(checks.length, 'check')} of its own`]),
    data === null ? 'remembers nothing beyond its end' : `remembers in ${data}`,
    ...(listen === null ? [] : [`listens on ${listenText(listen)}`]),
    ...(hub.url === null ? [] : [`its hub is at ${hub.url}`]),
    ...(ping === null ? [] : ['pings while it is alive']),
  ];
}

function settingTable(shown: readonly ShownSetting[], { stdout }: Io, paint: Paint): readonly string[] {
  const width = stdout.isTerminal ? stdout.size.columns : Number.POSITIVE_INFINITY;
  const rows = shown.map(({ path, value, from }) => [
    { text: pathText(path) },
    { text: valueText(value) },
    { text: from, style: 'quiet' as const },
  ]);
  return table([{ title: 'SETTING' }, { title: 'VALUE', least: 12 }, { title: 'FROM' }], rows, {
    width,
    paint,
  });
}

function valueText(value: ShownSetting['value']): string {
  if (value === null) return '-';
  if (typeof value !== 'object') return String(value);
  return value.length === 0 ? '-' : value.join(', ');
}

async function release(settings: Settings | null): Promise<void> {
  await Promise.all((settings?.destinations ?? []).map(closeDestination));
}
