import type { StreamPiece } from './frames.ts';
import { decodeGoUtf8 } from './go-utf8.ts';

/** Source: `maxOutputLen` in moby's `daemon/health.go`; of both streams together. */
export const OUTPUT_LIMIT_BYTES = 4096;

const CUT = '...';

/** Keeps the first bytes of both streams, in the order of their arrival, and forgets the rest. */
export class Output {
  readonly #bytes = new Uint8Array(OUTPUT_LIMIT_BYTES);
  #kept = 0;
  #truncated = false;
  readonly #stderrBytes = new Uint8Array(OUTPUT_LIMIT_BYTES);
  #stderrKept = 0;

  push({ stream, bytes }: StreamPiece): void {
    const part = bytes.subarray(0, OUTPUT_LIMIT_BYTES - this.#kept);
    this.#bytes.set(part, this.#kept);
    this.#kept += part.length;
    this.#truncated ||= part.length < bytes.length;
    if (stream === 'stdout') return;
    this.#stderrBytes.set(part, this.#stderrKept);
    this.#stderrKept += part.length;
  }

  /** More came than was kept. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** What Docker would put in the health log: ends with `...` if more came. */
  get text(): string {
    return decodeGoUtf8(this.#bytes.subarray(0, this.#kept)) + (this.#truncated ? CUT : '');
  }

  /** What of the kept bytes came over stderr. */
  get stderr(): string {
    return decodeGoUtf8(this.#stderrBytes.subarray(0, this.#stderrKept));
  }
}
