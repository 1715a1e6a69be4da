/** Longest line of an event stream that is read. Labels make it long: one of 64 KiB is odd, one of 1 MiB is an attack. */
export const LINE_LIMIT_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines of text, in time linear to its length however the bytes come in pieces. A line over the
 * limit is dropped and counted.
 */
export class LineSplitter {
  readonly #limit: number;
  readonly #decoder = new TextDecoder();
  #held = new Uint8Array(0);
  #heldBytes = 0;
  #tooLong = false;
  #dropped = 0;

  constructor(limitBytes = LINE_LIMIT_BYTES) {
    this.#limit = limitBytes;
  }

  /** Lines dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The lines that end in this piece, without their newlines. */
  push(piece: Uint8Array): string[] {
    const lines: string[] = [];
    // A piece within the limit holds no whole line over it, so only the lines held over from one piece to the next are measured.
    for (let at = 0; at < piece.length; at += this.#limit)
      this.#take(piece.subarray(at, at + this.#limit), lines);
    return lines;
  }

  #take(piece: Uint8Array, lines: string[]): void {
    const last = piece.lastIndexOf(NEWLINE);
    if (last === -1) {
      this.#hold(piece);
      return;
    }
    let start = 0;
    if (this.#heldBytes > 0 || this.#tooLong) {
      const first = piece.indexOf(NEWLINE);
      this.#hold(piece.subarray(0, first));
      this.#release(lines);
      start = first + 1;
    }
    // Whole lines are decoded together: no other character's bytes contain a newline's.
    if (start <= last)
      for (const line of this.#decoder.decode(piece.subarray(start, last)).split('\n')) lines.push(line);
    this.#hold(piece.subarray(last + 1));
  }

  #hold(bytes: Uint8Array): void {
    const size = this.#heldBytes + bytes.length;
    if (this.#tooLong || size > this.#limit) {
      this.#tooLong = true;
      this.#heldBytes = 0;
      return;
    }
    if (size > this.#held.length) {
      const grown = new Uint8Array(Math.min(this.#limit, Math.max(size, 2 * this.#held.length)));
      grown.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = grown;
    }
    this.#held.set(bytes, this.#heldBytes);
    this.#heldBytes = size;
  }

  #release(lines: string[]): void {
    if (this.#tooLong) this.#dropped += 1;
    else lines.push(this.#decoder.decode(this.#held.subarray(0, this.#heldBytes)));
    this.#heldBytes = 0;
    this.#tooLong = false;
  }
}
