import { areNumbers, areTexts, isEntry, isRecord, type Shape } from '../shapes.ts';
import type { SnapshotPart, Stream } from './hub-store.ts';

/** Its session and its version have columns. */
export type StreamBody = Omit<Stream, 'agent' | 'session' | 'version'>;

export const isStreamBody: Shape<StreamBody> = (value): value is StreamBody =>
  isRecord(value) &&
  areNumbers(value, ['stateSeq', 'skewMs']) &&
  areTexts(value, ['digest', 'engine']) &&
  typeof value['unsettled'] === 'boolean' &&
  ['epoch', 'instance'].every((name) => value[name] === null || typeof value[name] === 'string') &&
  ['acked', 'queued', 'dropped'].every((name) => isRecord(value[name])) &&
  Array.isArray(value['processes']);

export const areBeliefs: Shape<SnapshotPart['subjects']> = (value): value is SnapshotPart['subjects'] =>
  Array.isArray(value) &&
  value.every((each) => isRecord(each) && areTexts(each, ['subject']) && isEntry(each['last']));
