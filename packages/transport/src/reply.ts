import type { HttpResponse } from '@hale/core';
import { REPLY_LIMIT_BYTES, type TransportReply } from './transport.ts';

const decoder = new TextDecoder();

export interface ReadReply {
  readonly reply: TransportReply;
  /** Its end came, or as much of it as is ever read. */
  readonly whole: boolean;
}

/** As much of a response as is of use. A body that breaks off is given as far as it came. */
export async function readReply({ status, headers, body }: HttpResponse): Promise<ReadReply> {
  const read = new Uint8Array(REPLY_LIMIT_BYTES);
  let size = 0;
  let whole = true;
  try {
    for await (const chunk of body) {
      const part = chunk.subarray(0, REPLY_LIMIT_BYTES - size);
      read.set(part, size);
      size += part.length;
      if (size === REPLY_LIMIT_BYTES) break;
    }
  } catch {
    whole = false;
  }
  return { reply: { status, headers, text: decoder.decode(read.subarray(0, size)) }, whole };
}
