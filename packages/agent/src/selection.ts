import type { Labels, ListedContainer } from '@hale/core';
import { matchesGlob } from './check/glob.ts';

/** Which containers are watched. */
export interface Selection {
  /** One of them has to fit; none at all: every container does. */
  readonly include: readonly Matcher[];
  /** None of them may fit. */
  readonly exclude: readonly Matcher[];
}

/** What a container may be known by. All that it says has to fit; `null` says nothing. */
export interface Matcher {
  /** A glob. */
  readonly name: string | null;
  /** A glob for the compose project. */
  readonly project: string | null;
  readonly label: LabelMatcher | null;
}

export interface LabelMatcher {
  readonly key: string;
  /** A glob; `null`: any value, the empty one too. */
  readonly value: string | null;
}

/** In each list; a config of more would be a mistake. */
export const MAX_MATCHERS = 100;

const PROJECT = 'com.docker.compose.project';
/** Docker's short form of an id, which is also a container's own host name. */
const SHORT_ID_LENGTH = 12;

/**
 * Whether a container is watched. Never, whatever the selection says: hale's own container, and what is labelled
 * `hale.ignore=true` or `hale.watch=false`.
 *
 * @param self the id of hale's own container, long or short; `null`: it is in none
 */
export function isSelected(
  container: Pick<ListedContainer, 'id' | 'name' | 'labels'>,
  { include, exclude }: Selection,
  self: string | null,
): boolean {
  if (isSelf(container.id, self) || optsOut(container.labels)) return false;
  const fits = (matcher: Matcher): boolean => matches(container, matcher);
  return (include.length === 0 || include.some(fits)) && !exclude.some(fits);
}

/** The labels that a selection asks for: they have to be kept when containers are decoded. */
export function labelsAskedFor({ include, exclude }: Selection): ReadonlySet<string> {
  return new Set([...include, ...exclude].flatMap(({ label }) => label?.key ?? []));
}

function isSelf(id: string, self: string | null): boolean {
  return self !== null && self.length >= SHORT_ID_LENGTH && id.startsWith(self);
}

function optsOut(labels: Labels): boolean {
  return flag(labels, 'hale.ignore') === 'true' || flag(labels, 'hale.watch') === 'false';
}

/** podman-compose, written in Python, makes `True` of a bare `true` in its file. */
function flag(labels: Labels, key: string): string | undefined {
  return valueOf(labels, key)?.trim().toLowerCase();
}

function matches({ name, labels }: Pick<ListedContainer, 'name' | 'labels'>, matcher: Matcher): boolean {
  if (matcher.name !== null && !matchesGlob(matcher.name, name)) return false;
  if (matcher.project !== null && !fits(matcher.project, valueOf(labels, PROJECT))) return false;
  return matcher.label === null || fits(matcher.label.value ?? '*', valueOf(labels, matcher.label.key));
}

function fits(pattern: string, value: string | undefined): boolean {
  return value !== undefined && matchesGlob(pattern, value);
}

/** A label may be named `constructor`. */
function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
