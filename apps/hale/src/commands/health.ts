import { HaleError, type Http } from '@hale/core';
import { createEngineHttp } from '@hale/core/undici';
import * as z from 'zod';
import { EXIT } from '../failure.ts';
import { agentFolder, agentSocket } from '../folder.ts';
import type { Style } from '../screen/colour.ts';
import { printable } from '../screen/text.ts';
import type { Session } from '../session.ts';

/** A healthcheck is short of time itself. */
const ANSWER_MS = 5_000;
/** Far more than an agent has to say, in characters. */
const ANSWER_LIMIT = 64 * 1024;

const answer = z.object({ status: z.enum(['pass', 'warn', 'fail']), reasons: z.array(z.string()) });
type Answer = z.infer<typeof answer>;

/** `hale health`: asks the agent that runs here whether it can be relied on. For the healthcheck of its own image. */
export async function health(session: Session): Promise<number> {
  const { io, json, paint } = session;
  const { status, reasons } = await askAny(session);
  const { symbol, style } = BADGES[status];
  const lines = [paint(style, `${symbol} ${status}`), ...reasons.map(printable)];
  await io.stdout.write(json ? `${JSON.stringify({ status, reasons })}\n` : `${lines.join('\n  ')}\n`);
  return status === 'fail' ? EXIT.no : EXIT.ok;
}

const BADGES: Readonly<Record<Answer['status'], { readonly symbol: string; readonly style: Style }>> = {
  pass: { symbol: '✓', style: 'good' },
  warn: { symbol: '!', style: 'doubt' },
  fail: { symbol: '✗', style: 'problem' },
};

type Door = Parameters<typeof createEngineHttp>[0];

/** By its socket, which is in its folder; by its port, if it could not make one there. */
async function askAny({ engine, settings: { data, listen } }: Session): Promise<Answer> {
  const doors: readonly Door[] = [
    ...(data === null ? [] : [{ kind: 'unix', path: agentSocket(agentFolder(data, engine)) } as const]),
    ...(listen === null ? [] : [{ kind: 'tcp', ...listen } as const]),
  ];
  if (doors.length === 0)
    throw new HaleError('bad-input', 'an agent without a data folder can only be asked at its port', {
      path: 'listen',
      hint: 'Give both the same --listen HOST:PORT, or a --data folder.',
    });
  for (const door of doors) {
    const said = await ask(door);
    if (said !== null) return said;
  }
  throw new HaleError('unreachable', `no agent is running for ${engine.label}`, {
    hint: 'Start one with hale agent, with the same --data and --host; one that cannot write there needs the same --listen.',
  });
}

/** `null`: nobody is there. */
async function ask(door: Door): Promise<Answer | null> {
  const { http, close } = createEngineHttp(door);
  try {
    const parsed = answer.safeParse(parseJson(await textOf(http)));
    if (parsed.success) return parsed.data;
    throw new HaleError('protocol', 'what answers there is no agent of hale');
  } catch (error) {
    if (error instanceof HaleError && error.code === 'unreachable') return null;
    throw error;
  } finally {
    await close();
  }
}

async function textOf(http: Http): Promise<string> {
  const { status, body } = await http({
    method: 'GET',
    url: 'http://hale/healthz',
    headers: { accept: 'application/json' },
    timeoutMs: ANSWER_MS,
  });
  if (status === 401)
    throw new HaleError('permission', 'the agent there answers nobody without a token', {
      hint: 'Give both the same --data folder: its socket there needs none.',
    });
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > ANSWER_LIMIT) break;
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
