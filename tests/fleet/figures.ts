import type { Account } from './account.ts';
import type { Play, Played } from './play.ts';

/** What came of a play, a line each. */
export function figures({ agents }: Play, played: Played, account: Account, seed: number): string {
  const { hubKills, agentKills, killsWhileStarting, ownEnds, diskFull, syncs, gaps, lostAlive, tookMs } =
    played;
  const { entries, messages, repeats, losses, wrong } = account;
  const acked = [...played.books.acked.values()].reduce((sum, upTo) => sum + upTo, 0);
  const rows: readonly (readonly [string, number | string])[] = [
    ['agents', agents],
    ['hub killed', hubKills],
    ['agents killed', agentKills],
    ['of these while starting', killsWhileStarting],
    ['ended by themselves, started again', ownEnds],
    ['disk full', diskFull ? 'for a while' : 'not played: mounting takes root'],
    ['hub away for hours', 'by a clock that was put forward'],
    ['entries written', entries],
    ['entries acknowledged', acked],
    ['syncs answered', syncs],
    ['times that an agent, or all, was told lost', losses],
    ['of these with an agent that ran', lostAlive],
    ['messages received', messages],
    ['repeats under the same id', repeats],
    ['declared lost', gaps],
    ['acknowledged and lost', wrong.ackedLost.length],
    ['lost', wrong.lost.length],
    ['stored twice', wrong.storedTwice.length],
    ['changed', wrong.changed.length],
    ['not told', wrong.untold.length],
    ['told and not so', wrong.invented.length + wrong.retold.length],
    ['false unhealthy', wrong.falseUnhealthy.length],
    ['false lost', wrong.falseLosses.length],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, figure]) => `  ${name.padEnd(width)}  ${figure}`);
  return [`fleet, ${Math.round(tookMs / 1_000)} s, HALE_SEED=${seed}`, ...table, ''].join('\n');
}
