import {
  type Condition,
  containerSubject,
  type Dated,
  type Flapping,
  type JournalEntry,
  lookAgain,
  type Monitor,
  STEADY,
  type Transition,
  type TransitionContainer,
  transitionContainer,
} from '@hale/core';
import type { SubjectState } from '@hale/store';

/** Who is a subject now, and what was last said of it. */
interface Claim {
  readonly containerId: string | null;
  readonly createdAt: string | null;
  readonly condition: Condition;
  /** Since when, epoch milliseconds. */
  readonly at: number;
  /** Of a container. */
  readonly flapping: Flapping;
  /** `null` until it is in the journal. */
  readonly last: JournalEntry | null;
}

/** What one step of a fleet means. */
export interface Monitored {
  /** Epoch milliseconds of the engine's clock. */
  readonly at: number;
  readonly transitions: readonly Transition[];
  readonly monitors: readonly Monitor[];
  readonly forgotten: readonly string[];
}

/**
 * From containers to subjects. A subject outlives its container, and while two claim it (a recreate under way) the later-created one
 * is it: what becomes of the other is no news. A renamed container leaves one subject for another.
 */
export class Subjects {
  readonly #claims: Map<string, Claim>;
  /** Every container that is there, by its id, as it was after the last step. */
  readonly #monitors: Map<string, Monitor>;
  /** Subjects that are to be remembered otherwise without a change: they have passed to another container, or were looked at. */
  readonly #touched = new Set<string>();

  constructor(remembered: readonly SubjectState[] = [], monitors: readonly Monitor[] = []) {
    this.#claims = new Map(
      remembered.map(({ subject, containerId, createdAt, last, flapping }) => [
        subject,
        { containerId, createdAt, condition: last.to, at: last.at, flapping, last },
      ]),
    );
    this.#monitors = new Map(monitors.map((monitor) => [monitor.container.id, monitor]));
  }

  /** The changes of subjects, in order. */
  step({ at, transitions, monitors, forgotten }: Monitored): readonly Dated[] {
    const changes: Dated[] = [];
    for (const transition of transitions) changes.push(...this.#take(transition));
    for (const monitor of monitors) {
      changes.push(...this.#move(monitor, at));
      this.#monitors.set(monitor.container.id, monitor);
    }
    for (const id of forgotten) this.#monitors.delete(id);
    return changes;
  }

  /** One look at what has not changed; the last words of those that have become steady by it. */
  look(): readonly JournalEntry[] {
    const steady: JournalEntry[] = [];
    for (const [subject, claim] of this.#claims) {
      const flapping = claim.containerId === null ? STEADY : lookAgain(claim.flapping, claim.condition);
      if (isSame(flapping, claim.flapping)) continue;
      this.#claims.set(subject, { ...claim, flapping });
      this.#touched.add(subject);
      if (claim.flapping.flapping && !flapping.flapping && claim.last) steady.push(claim.last);
    }
    return steady;
  }

  isFlapping(subject: string): boolean {
    return this.#claims.get(subject)?.flapping.flapping ?? false;
  }

  /** Whether there is something to remember besides changes. */
  get touched(): boolean {
    return this.#touched.size > 0;
  }

  /** What to remember, once the entries are made. */
  record(entries: readonly JournalEntry[]): readonly SubjectState[] {
    const subjects = new Set(this.#touched);
    for (const entry of entries) {
      const claim = this.#claims.get(entry.subject);
      if (!claim) continue;
      this.#claims.set(entry.subject, { ...claim, last: entry });
      subjects.add(entry.subject);
    }
    return [...subjects].flatMap((subject) => this.#stateOf(subject) ?? []);
  }

  /** What `record` gave is on disk. */
  recorded(): void {
    this.#touched.clear();
  }

  /** Everything that is remembered. */
  states(): readonly SubjectState[] {
    return [...this.#claims.keys()].flatMap((subject) => this.#stateOf(subject) ?? []);
  }

  /** Lets go of what was removed before `then`, epoch milliseconds. */
  forget(then: number): void {
    for (const [subject, { condition, at }] of this.#claims)
      if (condition === 'removed' && at < then) this.#claims.delete(subject);
  }

  #stateOf(subject: string): SubjectState | null {
    const claim = this.#claims.get(subject);
    if (!claim?.last) return null;
    const { containerId, createdAt, last, flapping } = claim;
    return { subject, containerId, createdAt, last, flapping };
  }

  #take(transition: Transition): readonly Dated[] {
    const { subject, to, at, container } = transition;
    if (!container) return this.#change(transition);
    const left = this.#leave(container, subject, at);
    if (to !== 'removed')
      return this.#mayClaim(subject, container) ? [...left, ...this.#change(transition)] : left;
    const claim = this.#claims.get(subject);
    return claim && claim.containerId !== container.id ? left : [...left, ...this.#vacate(transition)];
  }

  /** It may go by another name although its condition is what it was. */
  #move({ container, condition }: Monitor, at: number): readonly Dated[] {
    const was = this.#monitors.get(container.id);
    const subject = containerSubject(container);
    if (!was || containerSubject(was.container) === subject || condition === null) return [];
    const named = transitionContainer(container, condition);
    return this.#take({ at, subject, from: null, to: condition, cause: 'rename', container: named });
  }

  /** A container that goes by another name now, if it does. */
  #leave(container: TransitionContainer, subject: string, at: number): readonly Dated[] {
    const monitor = this.#monitors.get(container.id);
    const was = monitor && containerSubject(monitor.container);
    if (was === undefined || was === subject || this.#claims.get(was)?.containerId !== container.id)
      return [];
    return this.#vacate({ at, subject: was, from: null, to: 'removed', cause: 'rename', container });
  }

  /** Its container is no more, and another that claims it may be there. */
  #vacate(transition: Transition & { readonly container?: TransitionContainer }): readonly Dated[] {
    const heir = this.#newest(transition.subject, transition.container?.id);
    if (!heir?.condition) return this.#change(transition);
    const inherited = transitionContainer(heir.container, heir.condition);
    return this.#change({ ...transition, to: heir.condition, container: inherited });
  }

  #change(transition: Transition): readonly Dated[] {
    const { subject, at, to, container } = transition;
    const claim = this.#claims.get(subject);
    const owner = { containerId: container?.id ?? null, createdAt: container?.createdAt ?? null };
    if (claim?.condition === to) {
      this.#claims.set(subject, { ...claim, ...owner });
      if (claim.containerId !== owner.containerId) this.#touched.add(subject);
      return [];
    }
    const before = claim?.flapping ?? STEADY;
    const flapping = container ? lookAgain(before, to) : before;
    this.#claims.set(subject, { ...owner, condition: to, at, flapping, last: claim?.last ?? null });
    return [{ transition: { ...transition, from: claim?.condition ?? null }, fromAt: claim?.at ?? null }];
  }

  /** It is the subject already, or nobody is, or it is the later-created one. */
  #mayClaim(subject: string, container: TransitionContainer): boolean {
    const claim = this.#claims.get(subject);
    if (!claim || claim.containerId === null || claim.createdAt === null) return true;
    if (claim.containerId === container.id || claim.condition === 'removed') return true;
    return isLater(container, { id: claim.containerId, createdAt: claim.createdAt });
  }

  #newest(subject: string, but: string | undefined): Monitor | null {
    let newest: Monitor | null = null;
    for (const monitor of this.#monitors.values()) {
      const { container } = monitor;
      if (container.id === but || containerSubject(container) !== subject) continue;
      if (!newest || isLater(container, newest.container)) newest = monitor;
    }
    return newest;
  }
}

function isSame(one: Flapping, other: Flapping): boolean {
  return one.ring === other.ring && one.was === other.was && one.flapping === other.flapping;
}

type Created = Pick<TransitionContainer, 'id' | 'createdAt'>;

/** Of two that were created in the same millisecond one has to be the later. */
function isLater(one: Created, other: Created): boolean {
  const byMs = Date.parse(one.createdAt) - Date.parse(other.createdAt);
  return byMs === 0 ? one.id > other.id : byMs > 0;
}
