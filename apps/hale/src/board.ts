import type { Watch } from '@hale/agent';
import { ENGINE_SUBJECT, type Transition } from '@hale/core';
import { isShown } from './commands/ps.ts';
import { plural } from './diagnosis/finding.ts';
import { age } from './screen/age.ts';
import { createFold } from './screen/fold.ts';
import { frameLines } from './screen/frame.ts';
import { counts, inventoryTable } from './screen/inventory.ts';
import { type LineOptions, line } from './screen/line.ts';
import { openLive } from './screen/live.ts';
import { shortName } from './screen/name.ts';
import { sentence } from './screen/sentence.ts';
import type { Cell } from './screen/table.ts';
import { columnsOf, printable } from './screen/text.ts';
import type { Session } from './session.ts';

/** Ages are shown in seconds. */
const REDRAW_MS = 1000;
/** However many changes come at once, the eye gets no more. */
const LEAST_REDRAW_MS = 50;
const CHANGES_KEPT = 50;
const MAX_NAME_COLUMNS = 24;

export interface BoardOptions {
  /** Those that have ended well, too. */
  readonly all: boolean;
  /** Which engine this is. */
  readonly title: string;
  /** What is wrong with hale itself now, or to be known of it, a sentence each. */
  readonly troubles?: () => readonly string[];
  /** What else there is, besides this engine; `null`: nothing. */
  readonly fleet?: () => Cell | null;
}

/** A change, and why the engine was out of sight then. */
interface Told {
  readonly transition: Transition;
  readonly reason: string | undefined;
}

/** The live table: follows the watch until it ends, and leaves its last state on the terminal. */
export async function showBoard(watch: Watch, options: BoardOptions, session: Session): Promise<void> {
  const { clock, stdout } = session.io;
  const board = new Board(watch, options, session);
  const ended = new AbortController();
  const following = board.follow().finally(() => ended.abort());
  const live = await openLive(stdout);
  try {
    while (!ended.signal.aborted) {
      const wake = board.nextChange();
      await live.draw(board.lines());
      await clock
        .sleepUntil(clock.monotonic() + REDRAW_MS, AbortSignal.any([wake, ended.signal]))
        .catch(() => undefined);
      await clock.sleepUntil(clock.monotonic() + LEAST_REDRAW_MS, ended.signal).catch(() => undefined);
    }
  } finally {
    board.close();
    await live.close();
  }
  await stdout.write(`${board.lines().join('\n')}\n`);
  await following;
}

class Board {
  readonly #watch: Watch;
  readonly #options: BoardOptions;
  readonly #session: Session;
  readonly #changes: Told[] = [];
  readonly close: () => void;
  #change = new AbortController();

  constructor(watch: Watch, options: BoardOptions, session: Session) {
    this.#watch = watch;
    this.#options = options;
    this.#session = session;
    this.close = session.io.stdout.onResize(() => this.#change.abort());
  }

  /** Aborted as soon as there is something new to draw. */
  nextChange(): AbortSignal {
    this.#change = new AbortController();
    return this.#change.signal;
  }

  async follow(): Promise<void> {
    const fold = createFold();
    for await (const transition of this.#watch) {
      const told = fold(transition);
      if (told !== null && told.cause !== 'baseline') this.#tell(told);
      this.#change.abort();
    }
  }

  #tell(transition: Transition): void {
    this.#changes.push({ transition, reason: this.#watch.engine.error?.message });
    if (this.#changes.length > CHANGES_KEPT) this.#changes.shift();
  }

  lines(): string[] {
    const { columns, rows } = this.#session.io.stdout.size;
    // A line that fills the last column would be erased there by what clears the rest of it.
    const view = { width: columns - 1, paint: this.#session.paint, now: this.#session.io.clock.now() };
    const views = this.#watch.containers();
    const shown = this.#options.all ? views : views.filter(isShown);
    const title = line([{ text: 'hale  ', style: 'strong' }, { text: this.#options.title }], view);
    const frame = {
      title: [
        title,
        this.#status(view),
        ...this.#fleet(view),
        ...this.#faults(view),
        ...this.#troubles(view),
      ],
      table: views.length === 0 ? [] : inventoryTable(shown, view),
      changes: this.#sentences(view),
    };
    return frameLines(frame, rows, (count) => `  +${count} more`);
  }

  #status(view: LineOptions & { readonly now: number }): string {
    const { sight, error } = this.#watch.engine;
    if (sight === 'looking') return line([{ text: 'looking ...', style: 'quiet' }], view);
    if (sight === 'in-sight') return line(counts(this.#watch.containers()), view);
    const lost = this.#changes.findLast(({ transition }) => transition.subject === ENGINE_SUBJECT);
    const since = lost === undefined ? '' : ` for ${age(view.now - lost.transition.at)}`;
    const why = error?.message ?? 'it does not answer';
    return line([{ text: `? engine out of sight${since}: ${why}`, style: 'doubt' }], view);
  }

  #fleet(view: LineOptions): readonly string[] {
    const cell = this.#options.fleet?.() ?? null;
    return cell === null ? [] : [line([cell], view)];
  }

  /** What is wrong with the checks that hale is asked to run. */
  #faults(view: LineOptions): readonly string[] {
    const { faults = [], leaks = 0 } = this.#watch.checks ?? {};
    const [first, ...rest] = faults;
    const lingering = line(
      [{ text: `! ${plural(leaks, 'probe')} outlived and not to be ended`, style: 'doubt' }],
      view,
    );
    const outlived = leaks > 0 ? [lingering] : [];
    if (!first) return outlived;
    const more = rest.length === 0 ? '' : `  (+${rest.length} more: hale doctor)`;
    const text = `! ${first.container}: ${first.path}: ${first.message}${more}`;
    return [line([{ text, style: 'doubt' }], view), ...outlived];
  }

  #troubles(view: LineOptions): readonly string[] {
    const { troubles = () => [] } = this.#options;
    return troubles().map((trouble) => line([{ text: `! ${trouble}`, style: 'doubt' }], view));
  }

  #sentences(view: LineOptions): readonly string[] {
    const widths = this.#changes.map(({ transition }) => columnsOf(printable(shortName(transition.subject))));
    const nameColumns = Math.min(MAX_NAME_COLUMNS, Math.max(0, ...widths));
    return this.#changes.map(({ transition, reason }) =>
      sentence(transition, { ...view, nameColumns, reason }),
    );
  }
}
