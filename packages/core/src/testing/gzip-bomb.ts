import { constants, createDeflateRaw } from 'node:zlib';

const MiB = 1024 * 1024;
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

/** Gzip of so many MiB of zeros, at about a thousandth of that: one of them, compressed once, again and again. It has no end. */
export async function gzipBomb(mebibytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const deflate = createDeflateRaw({ level: 9 });
  const chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((done) => {
    deflate.write(Buffer.alloc(MiB));
    deflate.flush(constants.Z_FULL_FLUSH, done);
  });
  const block = Buffer.concat(chunks);
  const whole = new Uint8Array(HEADER.length + mebibytes * block.length);
  whole.set(HEADER);
  for (let n = 0; n < mebibytes; n += 1) whole.set(block, HEADER.length + n * block.length);
  return whole;
}
