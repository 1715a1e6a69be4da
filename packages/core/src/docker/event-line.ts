import { HaleError } from '../error.ts';
import { type EngineEvent, EVENT_ACTIONS, type EventAction } from '../event.ts';
import { nanosToMs } from '../timestamp.ts';
import type { EngineKind } from './engine.ts';
import { healthStatusOf } from './health.ts';
import { shortId } from './identifier.ts';
import { keptLabels } from './labels.ts';

const ACTIONS: ReadonlyMap<string, EventAction> = new Map([
  ...EVENT_ACTIONS.map((action) => [action, action] as const),
  ['died', 'die'],
  ['remove', 'destroy'],
]);

/** What to ask an engine for. Docker takes them all as beginnings as soon as `health_status` is among them; Podman takes them exactly. */
export function eventNames(kind: EngineKind): readonly string[] {
  return kind === 'docker' ? EVENT_ACTIONS : [...ACTIONS.keys()];
}

interface EventLine {
  readonly Type?: unknown;
  readonly Action?: unknown;
  readonly Actor?: {
    readonly ID?: unknown;
    readonly Attributes?: Readonly<Record<string, unknown>> | null;
  } | null;
  readonly HealthStatus?: unknown;
  readonly time?: unknown;
  readonly timeNano?: unknown;
}

/**
 * One line of the stream; `null` when it tells of something that hale does not watch. Written by hand, because a schema would take
 * longer than the parsing itself.
 *
 * @throws HaleError `protocol` when it is no event, or one without its container or time
 */
export function decodeEventLine(line: string, asked?: ReadonlySet<string>): EngineEvent | null {
  const said = parse(line);
  if (said.Type !== 'container' || typeof said.Action !== 'string') return null;
  const colon = said.Action.indexOf(':');
  const action = ACTIONS.get(colon === -1 ? said.Action : said.Action.slice(0, colon));
  if (action === undefined) return null;

  const id = said.Actor?.ID;
  if (typeof id !== 'string' || id === '') throw amiss('Actor.ID', 'a container id');
  const timeNano = timeNanoOf(line, said);
  const attributes = said.Actor?.Attributes ?? {};
  const { name, image } = attributes;
  const event = {
    action,
    id,
    at: nanosToMs(timeNano),
    timeNano,
    name: typeof name === 'string' && name !== '' ? name : shortId(id),
    image: typeof image === 'string' ? image : '',
    labels: keptLabels(attributes, asked),
  };
  switch (action) {
    case 'die':
      return withExitCode(event, attributes['exitCode']);
    case 'kill':
      return typeof attributes['signal'] === 'string' ? { ...event, signal: attributes['signal'] } : event;
    case 'health_status':
      return withHealth(event, colon === -1 ? said.HealthStatus : said.Action.slice(colon + 1).trim());
    default:
      return event;
  }
}

function parse(line: string): EventLine {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch (cause) {
    throw new HaleError('protocol', 'an event is not JSON', { cause });
  }
  if (typeof said !== 'object' || said === null) throw new HaleError('protocol', 'an event is not an object');
  return said;
}

/** The digits as they stand in the text: as a JSON number they lose their end. They come after all labels. */
function timeNanoOf(line: string, { time, timeNano }: EventLine): string {
  if (typeof timeNano === 'number' && timeNano >= 1 && timeNano < 2 ** 63) {
    const digits = /\s*:\s*(\d{1,19})\b/y;
    digits.lastIndex = line.lastIndexOf('"timeNano"') + '"timeNano"'.length;
    const found = digits.exec(line)?.[1];
    return found !== undefined && Number(found) === timeNano
      ? found
      : BigInt(Math.trunc(timeNano)).toString();
  }
  if (typeof time === 'number' && Number.isSafeInteger(time) && time > 0) return `${time}000000000`;
  throw amiss('timeNano', 'nanoseconds since 1970');
}

function withExitCode(event: EngineEvent, said: unknown): EngineEvent {
  return typeof said === 'string' && /^-?\d{1,10}$/.test(said) ? { ...event, exitCode: Number(said) } : event;
}

function withHealth(event: EngineEvent, said: unknown): EngineEvent {
  return typeof said === 'string' ? { ...event, health: healthStatusOf(said) } : event;
}

function amiss(path: string, expected: string): HaleError {
  return new HaleError('protocol', `an event: ${path}: expected ${expected}`, { path });
}
