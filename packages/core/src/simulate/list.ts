import { HaleError } from '../error.ts';
import type { SimulatedContainer } from './container.ts';
import { type Filters, hasLabels, matchesExactly, matchesPrefix } from './filters.ts';
import { imageId } from './inspect.ts';
import { type Instant, toMs, toSeconds } from './instant.ts';

const FILTERS = ['ancestor', 'health', 'id', 'label', 'name', 'status'];
const STATUSES = ['created', 'dead', 'exited', 'paused', 'removing', 'restarting', 'running'];
const HEALTHS = ['none', 'starting', 'healthy', 'unhealthy'];

/** Throws `bad-input` for a key or a value that the engine does not know. */
export function checkListFilters(filters: Filters): void {
  for (const key of Object.keys(filters)) {
    if (!FILTERS.includes(key))
      throw new HaleError('bad-input', `invalid filter '${key}'`, { path: 'filters' });
  }
  for (const value of filters['status'] ?? []) {
    if (!STATUSES.includes(value)) {
      throw new HaleError('bad-input', `invalid filter 'status=${value}'`, { path: 'filters' });
    }
  }
  for (const value of filters['health'] ?? []) {
    if (!HEALTHS.includes(value)) {
      throw new HaleError('bad-input', `unrecognized filter value for health: ${value}`, { path: 'filters' });
    }
  }
}

/** Asking for a status asks for all containers. */
export function isListed(container: SimulatedContainer, filters: Filters, all: boolean): boolean {
  const { id, name, image, labels, status, health } = container;
  const isOut = status === 'created' || status === 'exited';
  if (isOut && !all && filters['status'] === undefined) return false;
  return (
    matchesPrefix(filters, 'id', id) &&
    matchesName(filters, name) &&
    hasLabels(filters, labels) &&
    matchesExactly(filters, 'status', status) &&
    matchesExactly(filters, 'health', health?.status ?? 'none') &&
    matchesExactly(filters, 'ancestor', image, image.replace(/:[^:/]*$/, ''))
  );
}

function matchesName(filters: Filters, name: string): boolean {
  const wanted = filters['name'] ?? [];
  return wanted.length === 0 || wanted.some((pattern) => matchesPattern(pattern, name));
}

/** With the leading slash and without it. An expression that is none is compared as text. */
function matchesPattern(pattern: string, name: string): boolean {
  try {
    const expression = new RegExp(pattern);
    return expression.test(name) || expression.test(`/${name}`);
  } catch {
    return name.includes(pattern);
  }
}

export function listItem(container: SimulatedContainer, now: Instant): object {
  const { id, name, image, command, createdAt, labels, status } = container;
  return {
    Id: id,
    Names: [`/${name}`],
    Image: image,
    ImageID: imageId(image),
    Command: command.join(' '),
    Created: toSeconds(createdAt),
    Ports: [],
    Labels: labels,
    State: status,
    Status: statusText(container, now),
    HostConfig: { NetworkMode: 'bridge' },
    NetworkSettings: { Networks: {} },
    Mounts: [],
  };
}

/** Source: moby `State.String`. */
export function statusText(container: SimulatedContainer, now: Instant): string {
  const { status, exitCode, startedAt, finishedAt, health } = container;
  if (status === 'created') return 'Created';
  const since = (instant: Instant | null): string => humanDuration(toMs(now - (instant ?? now)));
  if (status === 'exited') return `Exited (${exitCode}) ${since(finishedAt)} ago`;
  if (status === 'restarting') return `Restarting (${exitCode}) ${since(finishedAt)} ago`;
  const up = `Up ${since(startedAt)}`;
  if (status === 'paused') return `${up} (Paused)`;
  if (health === null) return up;
  return `${up} (${health.status === 'starting' ? 'health: starting' : health.status})`;
}

/** Source: docker `go-units` `HumanDuration`. */
function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  const days = Math.floor(hours / 24);
  if (days < 14) return `${days} days`;
  return days < 60 ? `${Math.floor(days / 7)} weeks` : `${Math.floor(days / 30)} months`;
}
