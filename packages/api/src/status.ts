/** Whether hale itself can be relied on, and if not, why. */
export interface Status {
  /** `fail`: it is deaf, or what it has found cannot be recorded. `warn`: somebody is not told, or it remembers in memory alone. */
  readonly status: 'pass' | 'warn' | 'fail';
  readonly reasons: readonly Reason[];
}

export interface Reason {
  /** What it comes to by itself. */
  readonly level: 'warn' | 'fail';
  readonly about: 'engine' | 'agent' | 'store' | 'destination' | 'hub';
  /** A sentence. */
  readonly message: string;
}
