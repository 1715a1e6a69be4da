import { HaleError } from '../../error.ts';
import type { HttpResponse } from '../../http.ts';
import type { Signal } from '../../signal.ts';
import { send } from '../call.ts';
import type { Engine } from '../engine.ts';
import { checkIdentifier } from '../identifier.ts';
import { FrameDecoder } from './frames.ts';
import { Output } from './output.ts';

export interface StartExecOptions {
  /**
   * Closes the connection. The process runs on all the same, and once it writes again the engine forgets its exit code: abort only
   * what nobody waits for any more.
   */
  readonly signal?: Signal;
  /** Given a terminal, both streams come as one. It has to be what the exec was created with. Default `false`. */
  readonly tty?: boolean;
}

export interface RunningExec {
  /** What it has written so far. */
  readonly output: Output;
  /**
   * The end of the output. A daemon that dies looks the same, so ask {@link inspectExec} after it. Rejects when the stream was cut
   * inside a frame or by an error. It comes up to 2 s after the process has ended, where a child holds its output open.
   */
  readonly ended: Promise<void>;
}

/**
 * `POST /exec/{id}/start`, without an upgrade of the connection: the answer has no length and ends with the output. Its head comes
 * before the process runs. All output is taken, and its first 4096 bytes are kept.
 *
 * @throws HaleError `conflict` for a container that was paused or stopped meanwhile, `not-found`, and the errors of any call
 */
export async function startExec(
  engine: Engine,
  exec: string,
  options: StartExecOptions = {},
): Promise<RunningExec> {
  const { signal, tty = false } = options;
  const response = await send(engine, {
    method: 'POST',
    path: `/exec/${checkIdentifier(exec, 'exec')}/start`,
    json: { Detach: false, Tty: tty },
    allow: 'EXEC=1 and POST=1',
    timeoutMs: null,
    ...(signal && { signal }),
  });
  const output = new Output();
  const ended = tty ? readTerminal(response, output) : readFrames(response, output);
  // Who asks for `ended` gets the error; nobody has to.
  ended.catch(() => undefined);
  return { output, ended };
}

async function readTerminal({ body }: HttpResponse, output: Output): Promise<void> {
  for await (const bytes of body) output.push({ stream: 'stdout', bytes });
}

async function readFrames({ body }: HttpResponse, output: Output): Promise<void> {
  const decoder = new FrameDecoder();
  for await (const chunk of body) for (const piece of decoder.push(chunk)) output.push(piece);
  if (!decoder.atBoundary) throw new HaleError('unreachable', 'the output of the exec was cut in the middle');
}
