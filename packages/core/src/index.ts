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
export type { Container, EngineState, EngineStatus, Labels, ListedContainer } from './container.ts';
export { formatDuration, MAX_DURATION_MS, parseDuration } from './duration.ts';
export { engineNow } from './engine-clock.ts';
export { type ErrorCode, HaleError, type HaleErrorOptions } from './error.ts';
export { type EngineEvent, EVENT_ACTIONS, type EventAction } from './event.ts';
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
export type { Cause, Transition, TransitionContainer } from './transition.ts';
