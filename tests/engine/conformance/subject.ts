import type { Container, ContainerOptions, Reply } from '../rig/index.ts';

/** An engine to hold against the facts: a real one of the rig has this shape, and so has the simulated one. */
export interface Subject {
  readonly socket: string;
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Reply<T>>;
  runContainer(options?: ContainerOptions): Promise<Container>;
}

export interface State {
  readonly Status: string;
  readonly Running: boolean;
  readonly Paused: boolean;
  readonly Restarting: boolean;
  readonly ExitCode: number;
  readonly Pid: number;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  readonly Health?: HealthState;
}

export interface HealthState {
  readonly Status: string;
  readonly FailingStreak: number;
  readonly Log:
    | readonly { readonly ExitCode: number; readonly Output: string; readonly Start: string }[]
    | null;
}

export async function inspect(
  subject: Subject,
  id: string,
): Promise<{ readonly State: State; readonly RestartCount: number }> {
  const { body } = await subject.call<{ State: State; RestartCount: number }>(
    'GET',
    `/containers/${id}/json`,
  );
  return body;
}

export async function post(subject: Subject, path: string, body?: unknown): Promise<number> {
  const { status } = await subject.call('POST', path, body);
  return status;
}

/** All that run, so that nothing is told any more. A paused one is woken, or its process could not die. */
export async function removeAll(subject: Subject): Promise<void> {
  const { body } = await subject.call<{ Id: string; State: string }[]>('GET', '/containers/json?all=1');
  const over = body.filter(({ State }) => State !== 'created');
  await Promise.all(
    over.map(async ({ Id, State }) => {
      if (State === 'paused') await post(subject, `/containers/${Id}/unpause`);
      await subject.call('DELETE', `/containers/${Id}?force=1`);
    }),
  );
}
