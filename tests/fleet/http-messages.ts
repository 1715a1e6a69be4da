/** One message of HTTP/1.1, as it passed by. */
export interface Message {
  /** Such as `POST /v1/sync HTTP/1.1`, or `HTTP/1.1 200 OK`. */
  readonly start: string;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const BLANK_LINE = '\r\n\r\n';
const LINE = '\r\n';

/** Tells the messages of one direction of a connection apart, whatever pieces they come in. One that breaks off is none. */
export class HttpMessages {
  readonly #heard: (message: Message) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(heard: (message: Message) => void) {
    this.#heard = heard;
  }

  push(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = this.#rest.indexOf(BLANK_LINE);
      if (end < 0) return;
      const [start = '', ...lines] = this.#rest.toString('latin1', 0, end).split(LINE);
      const headers = new Map(lines.map(headerOf));
      const from = end + BLANK_LINE.length;
      const found =
        headers.get('transfer-encoding') === 'chunked'
          ? chunked(this.#rest, from)
          : counted(this.#rest, from, Number(headers.get('content-length') ?? 0));
      if (found === null) return;
      this.#rest = this.#rest.subarray(found.end);
      this.#heard({ start, headers, body: found.body });
    }
  }
}

interface Found {
  readonly body: Buffer;
  /** Where the next message begins. */
  readonly end: number;
}

function headerOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

/** `null`: it has not all come yet. */
function counted(bytes: Buffer, from: number, length: number): Found | null {
  const end = from + length;
  return bytes.length < end ? null : { body: bytes.subarray(from, end), end };
}

function chunked(bytes: Buffer, from: number): Found | null {
  const chunks: Buffer[] = [];
  for (let at = from; ; ) {
    const line = bytes.indexOf(LINE, at);
    if (line < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const begins = line + LINE.length;
    at = begins + size + LINE.length;
    if (bytes.length < at) return null;
    if (size === 0) return { body: Buffer.concat(chunks), end: at };
    chunks.push(bytes.subarray(begins, begins + size));
  }
}
