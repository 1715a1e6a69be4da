import { type ContainerView, containerRecord, type TickReport, tick } from '@hale/agent';
import { severity } from '@hale/core';
import { plural } from '../diagnosis/finding.ts';
import { EXIT } from '../failure.ts';
import { type AgentParts, agentParts } from '../parts.ts';
import { counts, inventoryTable, worstFirst } from '../screen/inventory.ts';
import { line } from '../screen/line.ts';
import type { Session } from '../session.ts';
import { isShown } from './ps.ts';

export interface CheckOptions {
  /** Longest that deliveries are waited for, in milliseconds. */
  readonly timeout: number;
}

/** `hale check`: one bounded pass, for cron and CI. */
export async function check({ timeout }: CheckOptions, session: Session): Promise<number> {
  const { io, json } = session;
  const parts = await agentParts(session, { alone: false });
  try {
    for (const { message } of parts.notes) await io.stderr.write(`hale: ${message}\n`);
    const report = await tick({ ...parts.options, signal: io.signal, deliverMs: timeout });
    io.signal.throwIfAborted();
    for (const trouble of troublesSince(parts)) await io.stderr.write(`hale: ${trouble}\n`);
    if (report.error) throw report.error;
    await io.stdout.write(json ? `${JSON.stringify(record(report))}\n` : text(report, session));
    for (const note of deliveryNotes(report)) await io.stderr.write(`hale: ${note}\n`);
    return report.containers.some(isWrong) ? EXIT.no : EXIT.ok;
  } finally {
    await parts.close();
  }
}

function isWrong({ condition }: ContainerView): boolean {
  return severity(condition) === 'critical' || severity(condition) === 'warning';
}

/** What has gone wrong with the disk during the pass. */
function troublesSince({ options: { troubles = () => [] }, notes }: AgentParts): readonly string[] {
  return troubles().filter((trouble) => !notes.some(({ message }) => message === trouble));
}

function text(report: TickReport, { io, paint }: Session): string {
  const { containers, entries, delivered } = report;
  const width = io.stdout.isTerminal ? io.stdout.size.columns : Number.POSITIVE_INFINITY;
  const shown = containers.filter(isShown);
  const table =
    shown.length === 0 ? [] : [...inventoryTable(shown, { now: io.clock.now(), width, paint }), ''];
  const changes = entries.length === 0 ? 'no change since the last look' : plural(entries.length, 'change');
  const told = delivered.sent === 0 ? '' : `, ${plural(delivered.sent, 'message')} sent`;
  const summary = line([...counts(containers), { text: `  ${changes}${told}`, style: 'quiet' }], {
    width,
    paint,
  });
  return `${[...table, summary].join('\n')}\n`;
}

/** What `--json` prints. New fields may come; these stay. */
function record({ containers, entries, delivered: { sent, failed, dead, nextAt } }: TickReport) {
  return {
    ok: !containers.some(isWrong),
    containers: containers.toSorted(worstFirst).map(containerRecord),
    changes: entries.length,
    delivered: { sent, failed, dead, nextAt: nextAt === null ? null : new Date(nextAt).toISOString() },
  };
}

function deliveryNotes({ delivered: { failed, dead } }: TickReport): readonly string[] {
  return [
    ...(failed > 0
      ? [`${plural(failed, 'attempt')} to tell failed; the next pass tries again: hale notify list`]
      : []),
    ...(dead > 0 ? [`${plural(dead, 'message')} given up: hale notify list`] : []),
  ];
}
