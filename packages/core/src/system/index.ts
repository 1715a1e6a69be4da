export { systemClock } from './clock.ts';
export { gunzip, gzip } from './gzip.ts';
export { systemHash } from './hash.ts';
export { createLog, type LogLevel, type LogOptions } from './log.ts';
export { systemRandom } from './random.ts';
