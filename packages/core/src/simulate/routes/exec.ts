import * as z from 'zod';
import { HaleError } from '../../error.ts';
import type { Exec, ExecListener } from '../exec.ts';
import { type Call, empty, json, type Route } from '../router.ts';
import { parseBody } from './body.ts';

export const execRoutes: readonly Route[] = [
  { method: 'POST', path: /^\/containers\/([^/]+)\/exec$/, answer: create },
  { method: 'POST', path: /^\/exec\/([^/]+)\/start$/, answer: start },
  { method: 'POST', path: /^\/exec\/([^/]+)\/resize$/, answer: () => empty(200) },
  { method: 'GET', path: /^\/exec\/([^/]+)\/json$/, answer: inspect },
];

const Create = z.object({
  Cmd: z.array(z.string()).nullish(),
  Tty: z.boolean().optional(),
  AttachStdin: z.boolean().optional(),
  AttachStdout: z.boolean().optional(),
  AttachStderr: z.boolean().optional(),
});

async function create({ daemon, params: [reference = ''], body }: Call): Promise<Response> {
  const supervisor = daemon.find(reference);
  const wanted = parseBody(Create, await body());
  const exec = daemon.createExec(supervisor, {
    command: wanted.Cmd ?? [],
    tty: wanted.Tty ?? false,
    attachStdin: wanted.AttachStdin ?? false,
    attachStdout: wanted.AttachStdout ?? false,
    attachStderr: wanted.AttachStderr ?? false,
  });
  return json({ Id: exec.id }, 201);
}

const Start = z.object({ Detach: z.boolean().optional(), Tty: z.boolean().optional() });

/** The raw stream of a 200. Over a socket that was asked to be upgraded, the server sends the same bytes after its 101. */
async function start({ daemon, params: [id = ''], body }: Call): Promise<Response> {
  const { exec, supervisor } = daemon.findExec(id);
  const { Detach: detach = false, Tty: tty = false } = parseBody(Start, await body());
  if (detach) return startDetached(exec, supervisor.container.status);
  const headers = { 'content-type': 'application/vnd.docker.raw-stream' };
  return new Response(attach(exec, tty, supervisor.container.status), { headers });
}

function startDetached(exec: Exec, status: string): Response {
  checkReady(exec, status);
  if (exec.phase !== 'created') throw new HaleError('conflict', alreadyRun(exec));
  let failed: string | undefined;
  exec.start({ write: () => {}, end: (_code, failure) => (failed = failure) });
  if (failed !== undefined) throw new HaleError('bad-input', failed);
  return empty(200);
}

/** What a client could have to hold of one exec that nobody reads; the rest is dropped. */
export const MAX_EXEC_OUTPUT_BYTES = 1 << 20;

function attach(exec: Exec, tty: boolean, status: string): ReadableStream<Uint8Array> {
  if (exec.phase === 'created') checkReady(exec, status);
  const { attachStdout, attachStderr } = exec.options;
  let hasLeft = false;
  let sentBytes = 0;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (stream: 'stdout' | 'stderr', text: string): void => {
        if (hasLeft || sentBytes >= MAX_EXEC_OUTPUT_BYTES) return;
        const bytes = tty ? raw(text) : frame(stream, text);
        sentBytes += bytes.length;
        controller.enqueue(bytes);
      };
      const close = (): void => {
        if (!hasLeft) controller.close();
        hasLeft = true;
      };
      const listener: ExecListener = {
        write: (stream, text) => {
          if (stream === 'stdout' ? attachStdout : attachStderr) send(stream, text);
        },
        end: (_code, failure) => {
          if (failure !== undefined) send('stdout', `${failure}\r\n`);
          close();
        },
      };
      if (exec.phase !== 'created') {
        send('stdout', `Error: ${alreadyRun(exec)}\r\n`);
        close();
        return;
      }
      exec.start(listener);
      // Without any stream attached the engine does not wait.
      if (!attachStdout && !attachStderr) close();
    },
    // The process goes on.
    cancel() {
      hasLeft = true;
    },
  });
}

function checkReady({ containerId }: Exec, status: string): void {
  if (status === 'paused') {
    throw new HaleError('conflict', `Container ${containerId} is paused, unpause the container before exec`);
  }
}

function alreadyRun({ id }: Exec): string {
  return `Exec command ${id} has already run`;
}

/** A terminal ends its lines with CR LF. */
function raw(text: string): Uint8Array {
  return new TextEncoder().encode(text.replace(/\r?\n/g, '\r\n'));
}

const HEADER_BYTES = 8;

/** One byte for the stream, three of nothing, four for the length, then the text. */
function frame(stream: 'stdout' | 'stderr', text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  bytes[0] = stream === 'stdout' ? 1 : 2;
  new DataView(bytes.buffer).setUint32(4, payload.length);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

function inspect({ daemon, params: [id = ''] }: Call): Response {
  const { exec } = daemon.findExec(id);
  const { command, tty, attachStdin, attachStdout, attachStderr } = exec.options;
  const [entrypoint = '', ...args] = command;
  return json({
    ID: exec.id,
    Running: exec.phase === 'running',
    ExitCode: exec.exitCode,
    ProcessConfig: { tty, entrypoint, arguments: args, privileged: false },
    OpenStdin: attachStdin,
    OpenStderr: attachStderr,
    OpenStdout: attachStdout,
    CanRemove: false,
    ContainerID: exec.containerId,
    DetachKeys: '',
    Pid: exec.pid,
  });
}
