export { systemClock } from './clock.ts';
export { createLog, type LogLevel, type LogOptions } from './log.ts';
export { systemRandom } from './random.ts';
