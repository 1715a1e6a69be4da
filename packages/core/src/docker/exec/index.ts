export { type CreateExecOptions, createExec } from './create.ts';
export { type ExecState, inspectExec } from './inspect.ts';
export { OUTPUT_LIMIT_BYTES, Output } from './output.ts';
export { removeExec } from './remove.ts';
export { type RunningExec, type StartExecOptions, startExec } from './start.ts';
export { type EndedExec, startFailure } from './start-failure.ts';
