import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { HaleError } from '../error.ts';
import type { SshAddress } from './address.ts';
import { endpointLabel } from './endpoint.ts';

/** Until `ssh` has a connection; the docker command gives it as long. */
const SSH_CONNECT_TIMEOUT_S = 30;
/** Of what `ssh` says on its standard error, the last that is kept. */
export const SSH_WORDS_LIMIT_CHARACTERS = 2048;
/** Between asking a child to end and making it. */
const SSH_KILL_AFTER_MS = 1_000;

/** The arguments of one connection. Source: docker/cli `cli/connhelper`; `BatchMode`, as nobody is there to be asked. */
export function sshArguments({ host, user, port, socketPath }: SshAddress): string[] {
  const login = [
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
  ];
  const options = ['-o', `ConnectTimeout=${SSH_CONNECT_TIMEOUT_S}`, '-o', 'BatchMode=yes', '-T'];
  const socket = socketPath === undefined ? [] : ['--host', `unix://${socketPath}`];
  return [...login, ...options, '--', host, 'docker', ...socket, 'system', 'dial-stdio'];
}

/** Opens one connection to the engine behind `ssh`, as a child process that lives as long as the stream. */
export function dialSsh(
  address: SshAddress,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Duplex> {
  const label = endpointLabel(address);
  const child = spawn('ssh', sshArguments(address), { env, stdio: ['pipe', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(new ChildStream(child, label)));
    child.on('error', (cause) => reject(notRun(cause, label)));
  });
}

type SshProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** A child's input and output. Its end is held back until the child has ended, for only then is it known how. */
class ChildStream extends Duplex {
  readonly #child: SshProcess;
  #words = '';

  constructor(child: SshProcess, label: string) {
    super();
    this.#child = child;
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (words: string) => {
      this.#words = (this.#words + words).slice(-SSH_WORDS_LIMIT_CHARACTERS);
    });
    child.stdout.on('data', (chunk: Uint8Array) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.once('close', (code, signal) => {
      if (code === 0) this.push(null);
      else this.destroy(ended(code ?? String(signal), this.#words, label));
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    end(this.#child);
    done(error);
  }
}

function end(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  const insist = setTimeout(() => child.kill('SIGKILL'), SSH_KILL_AFTER_MS);
  child.once('exit', () => clearTimeout(insist));
}

function ended(how: number | string, words: string, label: string): HaleError {
  const said = words.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return new HaleError('unreachable', `${label}: ssh ended with ${how}${said === '' ? '' : `: ${said}`}`, {
    hint: `Try it by hand: ssh must log in without asking, and the other machine must have the docker command.`,
  });
}

function notRun(cause: Error, label: string): HaleError {
  return new HaleError('unreachable', `${label}: the ssh command cannot be run (${cause.message})`, {
    hint: 'Install an OpenSSH client, and have it on PATH.',
    cause,
  });
}
