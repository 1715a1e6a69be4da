export { type CreateExecOptions, createExec } from './create.ts';
export { type ExecState, inspectExec } from './inspect.ts';
export { OUTPUT_LIMIT_BYTES, type Output } from './output.ts';
export { type RunningExec, type StartExecOptions, startExec } from './start.ts';
export { type EndedExec, startFailure } from './start-failure.ts';
