import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { until } from '../rig/until.ts';
import { post, type Subject } from './subject.ts';

export interface Heard {
  readonly id: string;
  readonly action: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Epoch nanoseconds, as text. */
  readonly timeNano: string;
}

interface Line {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes?: Record<string, string> };
}

/** What is not part of a container's story: probes and execs, and what only Podman tells. */
const NOISE = /^(exec|init|cleanup|attach|resize|mount|unmount|sync)/;

/** Listens to all that an engine tells. A witness, renamed to and fro, shows how far the engine has got. */
export class Recorder {
  readonly #subject: Subject;
  readonly #heard: Heard[] = [];
  #request: ClientRequest | undefined;
  #witness = '';
  #renames = 0;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  async start(): Promise<void> {
    const { socket } = this.#subject;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      this.#request = get({ socketPath: socket, path: '/events', agent: false }, resolve).on('error', reject);
    });
    createInterface(response)
      .on('line', (line) => this.#hear(line))
      .on('error', () => undefined);
    this.#witness = (await this.#subject.runContainer({ name: 'witness-0', start: false })).id;
    await until('the witness is heard', () => this.of(this.#witness).length > 0);
  }

  stop(): void {
    this.#request?.destroy();
  }

  of(id: string): readonly Heard[] {
    return this.#heard.filter((event) => event.id === id);
  }

  /** What was told of a container, once it is at least so much, and surely all of it. */
  async story(id: string, length: number): Promise<string[]> {
    const tell = (): string[] =>
      this.of(id)
        .filter(({ action }) => !NOISE.test(action))
        .map(describe);
    await until(`${length} events of it; so far ${tell().join(', ')}`, () => tell().length >= length);
    await this.catchUp();
    return tell();
  }

  /** Returns once all is heard that the engine had told before. */
  async catchUp(): Promise<void> {
    this.#renames += 1;
    const name = `witness-${this.#renames}`;
    await post(this.#subject, `/containers/${this.#witness}/rename?name=${name}`);
    await until('the witness is heard', () =>
      this.of(this.#witness).some(
        ({ action, attributes }) => action === 'rename' && attributes['name'] === name,
      ),
    );
  }

  #hear(line: string): void {
    if (line.trim() === '') return;
    const { Type: type, Action: action, Actor: actor }: Line = JSON.parse(line);
    if (type !== 'container') return;
    const timeNano = /"timeNano":(\d+)/.exec(line)?.[1] ?? '';
    this.#heard.push({ id: actor.ID, action, attributes: actor.Attributes ?? {}, timeNano });
  }
}

function describe({ action, attributes }: Heard): string {
  if (action === 'die') return `die ${attributes['exitCode']}`;
  const signal = attributes['signal'];
  return action === 'kill' && signal !== undefined ? `kill ${signal}` : action;
}
