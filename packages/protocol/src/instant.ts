import * as z from 'zod';

/** ISO 8601 in UTC, with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
