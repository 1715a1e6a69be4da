import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface StreamMessage {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** What `curl -N` prints of a stream of events, as it comes. */
export class CurledStream implements AsyncDisposable {
  /** Complete ones. */
  readonly messages: StreamMessage[] = [];
  readonly #curl: ChildProcess;
  readonly #closed: Promise<unknown>;
  #rest = '';

  constructor(url: string, ...headers: readonly string[]) {
    this.#curl = spawn('curl', ['-sN', ...headers.flatMap((header) => ['-H', header]), url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#closed = once(this.#curl, 'close');
    this.#curl.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
  }

  /** curl's exit code, once the other side has ended the stream: 18 if it was cut off. */
  get ended(): Promise<number | null> {
    return this.#closed.then(() => this.#curl.exitCode);
  }

  /** What the transitions of `container/<name>` were to. */
  conditionsOf(name: string): readonly string[] {
    return this.messages.flatMap(({ event, data }) => {
      if (event !== 'transition') return [];
      const { subject, to } = data as { readonly subject: string; readonly to: string };
      return subject === `container/${name}` ? [to] : [];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#curl.kill('SIGKILL');
    await this.#closed;
  }

  #hear(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    this.messages.push(...blocks.flatMap(messageOf));
  }
}

function messageOf(block: string): readonly StreamMessage[] {
  const field = (name: string): readonly string[] =>
    block.split('\n').flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []));
  const [event] = field('event');
  const [id] = field('id');
  return event === undefined ? [] : [{ event, id, data: JSON.parse(field('data').join('\n')) }];
}
