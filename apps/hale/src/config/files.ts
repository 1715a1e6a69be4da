import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';

/** Text of a file, or why there is none. */
export type FileText =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Users that are neither owner nor group may read it too. */
      readonly open: boolean;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly why: string };

/** What was read, each by its digest; what follows a configuration reads them again. */
export type FilesRead = ReadonlyMap<string, { readonly digest: string; readonly limitBytes: number }>;

export interface FileReader {
  read(path: string, limitBytes: number): Promise<FileText>;
  readonly seen: FilesRead;
}

const OTHERS_MAY_READ = 0o004;

/** Reads files and remembers which, absent ones too: they may come. */
export function createFileReader(): FileReader {
  const seen = new Map<string, { readonly digest: string; readonly limitBytes: number }>();
  return {
    seen,
    async read(path, limitBytes) {
      const file = await readFileText(path, limitBytes);
      seen.set(path, { digest: digestOf(file), limitBytes });
      return file;
    },
  };
}

/** The same files as they are now. */
export async function readAgain(seen: FilesRead): Promise<FilesRead> {
  const reader = createFileReader();
  for (const [path, { limitBytes }] of seen) await reader.read(path, limitBytes);
  return reader.seen;
}

export function areSame(before: FilesRead, after: FilesRead): boolean {
  return [...before].every(([path, { digest }]) => after.get(path)?.digest === digest);
}

async function readFileText(path: string, limitBytes: number): Promise<FileText> {
  try {
    // Before it is opened: to open a pipe without a writer is to wait for ever.
    const stats = await stat(path);
    if (!stats.isFile()) return { kind: 'failed', why: 'it is no ordinary file' };
    await using file = await open(path, 'r');
    const bytes = Buffer.alloc(limitBytes + 1);
    let length = 0;
    for (let more = 1; more > 0 && length < bytes.length; length += more)
      more = (await file.read(bytes, length, bytes.length - length)).bytesRead;
    if (length > limitBytes) return { kind: 'failed', why: `it is longer than ${limitBytes} bytes` };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length));
    // Windows has no such bits, and Node sets them all there.
    const isOpen = process.platform !== 'win32' && (stats.mode & OTHERS_MAY_READ) !== 0;
    return { kind: 'text', text, open: isOpen };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): FileText {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'absent' };
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return { kind: 'failed', why: 'it is not UTF-8' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'failed', why: 'this user may not read it' };
    default:
      return { kind: 'failed', why: `it cannot be read (${code || String(error)})` };
  }
}

function digestOf(file: FileText): string {
  return createHash('sha256').update(JSON.stringify(file)).digest('hex');
}
