import { takeInventory } from '@hale/agent';
import { HaleError } from '@hale/core';
import { checkContainers, checkInfo, checkVersion, type Meeting, meet } from '../diagnosis/access.ts';
import { judgeChecks } from '../diagnosis/checks.ts';
import { judgeClock } from '../diagnosis/clock.ts';
import { type Finding, findingLines, fine, problem, verdictOf } from '../diagnosis/finding.ts';
import { judgeLabels } from '../diagnosis/labels.ts';
import { checkSocket } from '../diagnosis/socket.ts';
import { checkStream } from '../diagnosis/stream.ts';
import { EXIT } from '../failure.ts';
import { line } from '../screen/line.ts';
import type { Session } from '../session.ts';

/** `hale doctor`: everything between hale and the engine, one finding a line. */
export async function doctor(session: Session): Promise<number> {
  const { engine, io, json } = session;
  const findings: Finding[] = [];
  const found = async (...more: readonly Finding[]): Promise<void> => {
    findings.push(...more);
    if (!json) for (const finding of more) await print(finding, session);
  };
  await found(fine('endpoint', `${engine.label} (${engine.from})`));
  const socket = await checkSocket(engine.label);
  if (socket !== null) await found(socket);
  const looked = await examine(session, found);
  if (json) {
    const wrong = findings.some(({ verdict }) => verdict === 'problem');
    await io.stdout.write(`${JSON.stringify({ ok: !wrong, findings }, null, 2)}\n`);
  } else await io.stdout.write(`\n${verdictOf(findings)}\n`);
  if (!looked) return EXIT.failed;
  return findings.some(({ verdict }) => verdict === 'problem') ? EXIT.no : EXIT.ok;
}

type Found = (...findings: readonly Finding[]) => Promise<void>;

/** False where nothing could be looked at. */
async function examine({ engine: { http }, io }: Session, found: Found): Promise<boolean> {
  const { clock, signal } = io;
  let met: Meeting;
  try {
    met = await meet(http, signal);
  } catch (error) {
    if (!(error instanceof HaleError)) throw error;
    await found(problem('engine', error.message, error.hint ?? 'Look at the log of the engine.'));
    return false;
  }
  const { engine } = met;
  await found(met.finding);
  await found(await checkVersion(engine, signal));
  const [about, ahead] = await checkInfo(engine, () => clock.now(), signal);
  await found(about, judgeClock(ahead));
  const access = await checkContainers(engine, signal);
  await found(...access, await checkStream(engine, clock, signal));
  if ([met.finding, ...access].some(({ verdict }) => verdict === 'problem')) return true;
  const views = await takeInventory(http, { clock, signal });
  await found(judgeChecks(views, engine.kind, clock.now() + (ahead ?? 0)), judgeLabels(views));
  return true;
}

async function print(finding: Finding, { io, paint }: Session): Promise<void> {
  const options = { width: Number.POSITIVE_INFINITY, paint };
  const lines = findingLines(finding).map((cells) => `${line(cells, options)}\n`);
  await io.stdout.write(lines.join(''));
}
