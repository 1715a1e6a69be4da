/** Entries of one sync. */
export const MAX_ENTRIES = 500;
/** Of one request's JSON, before it is compressed. */
export const MAX_BYTES = 1024 * 1024;
/** Of one entry's JSON; one that is longer is rejected, and those after it go on. */
export const MAX_ENTRY_BYTES = 32 * 1024;
/** Earlier journals that a hello tells of. */
export const MAX_EARLIER = 16;
/** Subjects in one part of a snapshot. */
export const MAX_PART = 1_000;
/** Parts of one snapshot. */
export const MAX_PARTS = 64;
/** From here on a body is worth compressing. */
export const GZIP_FROM_BYTES = 1_024;
