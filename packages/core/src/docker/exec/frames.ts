import { HaleError } from '../../error.ts';

/** Some bytes of one stream, in the order of their arrival. A long frame comes in several. */
export interface StreamPiece {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;
const STDERR = 2;
// Source: moby `pkg/stdcopy`: 0 is written to stdout, 3 is the engine's own word about the stream.
const SYSTEM = 3;

/** Takes apart what an exec without a terminal sends: frames of a header (stream, three zeros, length) and so many bytes. */
export class FrameDecoder {
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #stream: StreamPiece['stream'] = 'stdout';
  #left = 0;

  /** Whether the last frame so far is whole. A stream that ends elsewhere was cut. */
  get atBoundary(): boolean {
    return this.#headerBytes === 0 && this.#left === 0;
  }

  /** Throws `protocol` when the bytes are no frames. */
  push(chunk: Uint8Array): StreamPiece[] {
    const pieces: StreamPiece[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === 0) {
        at = this.#readHeader(chunk, at);
        continue;
      }
      const end = Math.min(chunk.length, at + this.#left);
      pieces.push({ stream: this.#stream, bytes: chunk.subarray(at, end) });
      this.#left -= end - at;
      at = end;
    }
    return pieces;
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    const part = chunk.subarray(from, from + HEADER_BYTES - this.#headerBytes);
    this.#header.set(part, this.#headerBytes);
    this.#headerBytes += part.length;
    if (this.#headerBytes === HEADER_BYTES) {
      this.#headerBytes = 0;
      const view = new DataView(this.#header.buffer);
      const stream = view.getUint8(0);
      if (stream > SYSTEM || view.getUint32(0) % 0x1000000 !== 0)
        throw new HaleError('protocol', 'the output of the exec does not come in frames');
      this.#stream = stream >= STDERR ? 'stderr' : 'stdout';
      this.#left = view.getUint32(4);
    }
    return from + part.length;
  }
}
