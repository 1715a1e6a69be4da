export type { Check, ExecSpec, HttpSpec, ProbeSpec, TcpSpec } from './check.ts';
export type { Clock } from './clock.ts';
export {
  CONDITIONS,
  type Condition,
  condition,
  type Evidence,
  NOTHING_BEFORE,
  type Previous,
  type Severity,
  severity,
} from './condition.ts';
export type { ConnectTcp } from './connect-tcp.ts';
export type {
  Container,
  ContainerNetwork,
  EngineState,
  EngineStatus,
  Labels,
  ListedContainer,
  PublishedPort,
} from './container.ts';
export { formatDuration, MAX_DURATION_MS, parseDuration } from './duration.ts';
export type { EndProcess } from './end-process.ts';
export { engineNow } from './engine-clock.ts';
export { type ErrorCode, HaleError, type HaleErrorOptions } from './error.ts';
export { type EngineEvent, EVENT_ACTIONS, type EventAction } from './event.ts';
export { type ProbeCommand, type ProbeSurroundings, probeCommand } from './health/command.ts';
export { type Deviations, isWarning, STRICT } from './health/deviations.ts';
export { BASELINE, BASELINE_VERSION, type Parity, parityOf } from './health/parity.ts';
export { inherit, MIN_DURATION_MS, type Policy, policyFault, policyOf } from './health/policy.ts';
export {
  type Finding,
  type Moment,
  newProbing,
  type Probing,
  type ProbingCommand,
  type ProbingInput,
  type ProbingRules,
  type ProbingStep,
  stepProbing,
  strictRules,
} from './health/probing.ts';
export { applyProbeResult } from './health/result.ts';
export { nextDelayMs, type StartPace } from './health/schedule.ts';
export { EXEC_START_TIMEOUT_MS, timeoutOutput } from './health/timeout.ts';
export {
  type DockerHealth,
  HEALTH_LOG_ENTRIES,
  type Health,
  type HealthStatus,
  type ProbeResult,
  toDockerHealth,
} from './health.ts';
export { DEFAULT_RETRIES, effectiveRetries, type Healthcheck, hasHealthcheck } from './healthcheck.ts';
export {
  HEADERS_TIMEOUT_MS,
  type Http,
  type HttpRequest,
  type HttpResponse,
  UNREAD_LIMIT_BYTES,
} from './http.ts';
export {
  asksToEnd,
  type Exit,
  INTENT_GRACE_MS,
  type Intent,
  intentOfExit,
  intentOfRest,
  signalName,
} from './intent.ts';
export type { Log, LogFields } from './log.ts';
export { type Monitor, type Step, startMonitor, step } from './monitor.ts';
export type { Observation } from './observation.ts';
export type { Random } from './random.ts';
export { LOOP_EXITS, LOOP_WINDOW_MS } from './restart-loop.ts';
export type { Signal } from './signal.ts';
export { recordedSince, type Since } from './since.ts';
export { composePlace, containerSubject, ENGINE_SUBJECT, type Place } from './subject.ts';
export { isTimestamp, nanosBetween, parseTimestamp, type Timestamp } from './timestamp.ts';
export type { Cause, Transition, TransitionContainer } from './transition.ts';
