import { HaleError } from '../error.ts';

/** Bytes that are given to the decompressor at once: what it makes of them waits in memory. */
const SLICE_BYTES = 1_024;

/** Gzip of a text in UTF-8. */
export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * What was compressed, if it is no longer than `limitBytes`: it is counted as it comes out, so that a bomb costs little more than that.
 *
 * @throws HaleError `too-large` beyond the limit, `bad-input` for what is no gzip
 */
export async function gunzip(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  const stop = new AbortController();
  const inflated = slices(bytes).pipeThrough(new DecompressionStream('gzip'), { signal: stop.signal });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of inflated) {
      size += chunk.length;
      if (size > limitBytes)
        throw new HaleError('too-large', `more than ${limitBytes} bytes once it is inflated`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HaleError) throw error;
    throw new HaleError('bad-input', 'it is no gzip, or not all of it', { cause: error });
  } finally {
    stop.abort();
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A view each, as they are asked for. */
function slices(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + SLICE_BYTES));
      at += SLICE_BYTES;
    },
  });
}
