import { until } from '../rig/until.ts';
import { inspect, type Subject } from './subject.ts';

/** Ends with 3 at SIGTERM, and is ready for it once `/ready` is there: until then process 1 is deaf. */
const OBEDIENT = ['sh', '-c', "trap 'exit 3' TERM; touch /ready; sleep 1000 & wait"];

export async function runObedient(subject: Subject, more: object = {}): Promise<string> {
  const { id } = await subject.runContainer({ cmd: OBEDIENT, ...more });
  await ready(subject, id);
  return id;
}

async function ready(subject: Subject, id: string): Promise<void> {
  await until('it is ready', async () => (await run(subject, id, ['test', '-e', '/ready'])).exitCode === 0);
}

export interface Ran {
  readonly execId: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly pid: number;
}

/** An exec to its end. */
export async function run(subject: Subject, id: string, command: readonly string[]): Promise<Ran> {
  const execId = await createExec(subject, id, command);
  const { body: stream } = await subject.call<string>('POST', `/exec/${execId}/start`, {
    Detach: false,
    Tty: false,
  });
  const { ExitCode: exitCode, Pid: pid } = await inspectExec(subject, execId);
  return { execId, ...split(stream), exitCode, pid };
}

export async function createExec(subject: Subject, id: string, command: readonly string[]): Promise<string> {
  const wanted = { Cmd: command, AttachStdout: true, AttachStderr: true };
  const { body } = await subject.call<{ Id: string }>('POST', `/containers/${id}/exec`, wanted);
  return body.Id;
}

export async function inspectExec(
  subject: Subject,
  execId: string,
): Promise<{ readonly Running: boolean; readonly ExitCode: number | null; readonly Pid: number }> {
  const { body } = await subject.call<{ Running: boolean; ExitCode: number | null; Pid: number }>(
    'GET',
    `/exec/${execId}/json`,
  );
  return body;
}

/** Takes frames apart: 1 is stdout, 2 is stderr. The tests print ASCII only, so a character is a byte. */
function split(stream: string): { readonly stdout: string; readonly stderr: string } {
  const said = { stdout: '', stderr: '' };
  for (let at = 0; at + 8 <= stream.length; ) {
    const length = stream.charCodeAt(at + 6) * 256 + stream.charCodeAt(at + 7);
    said[stream.charCodeAt(at) === 2 ? 'stderr' : 'stdout'] += stream.slice(at + 8, at + 8 + length);
    at += 8 + length;
  }
  return said;
}

export async function untilStatus(subject: Subject, id: string, status: string): Promise<void> {
  await until(`it is ${status}`, async () => (await inspect(subject, id)).State.Status === status);
}
