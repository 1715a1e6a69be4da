import * as z from 'zod';

/** Names that one side makes by chance and the other gives back. */
export const name = z.string().regex(/^[0-9A-Za-z_-]{16,40}$/, 'expected 16 to 40 letters, digits, - or _');

/** A chain's value, and other hashes: 128 bits in hexadecimal digits. */
export const digest = z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits');

export const seq = z.int().min(0);

/** A place in a journal, and the chain's value there. */
export const point = z.looseObject({ seq, chain: digest });
export type Point = z.infer<typeof point>;

/** Epoch milliseconds, up to the end of the year 9999: what comes after has no date that everybody can read. */
export const ms = z.int().min(0).max(253_402_300_799_999);

/** How the sender's clocks stand. The monotonic one tells a jump of the other from the passing of time. */
export const clock = z.looseObject({ wall: ms, mono: z.number().min(0) });
