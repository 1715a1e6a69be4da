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
export { type Flapping, LOOKS, lookAgain, STEADY } from './flapping.ts';
export type { Hash } from './hash.ts';
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
export {
  append,
  CHAIN_DIGITS,
  type Dated,
  entryId,
  link,
  newJournal,
  nextChain,
  shortHash,
} from './journal/append.ts';
export { canonicalJson } from './journal/canonical.ts';
export { DAY_MS, type DayShare, dayShares, MAX_DAYS, type Standing, standing } from './journal/days.ts';
export type { ChainedEntry, JournalEntry, Tip } from './journal/entry.ts';
export type { Json } from './json.ts';
export type { Log, LogFields } from './log.ts';
export { type Monitor, type Step, startMonitor, step } from './monitor.ts';
export type { Observation } from './observation.ts';
export {
  type Attempt,
  claim,
  LEASE_MS,
  lapse,
  revive,
  type Settled,
  settle,
} from './outbox/attempt.ts';
export { backoffMs, MAX_BACKOFF_MS, MAX_RETRY_AFTER_MS } from './outbox/backoff.ts';
export {
  BREAKER_FAILURES,
  BREAKER_FIRST_MS,
  BREAKER_MAX_MS,
  CLOSED,
  HOPELESS_FAILURES,
  HOPELESS_MS,
  triesAt,
  trip,
} from './outbox/breaker.ts';
export type { DeadLetter, Delivery, Failing, Failure, Tier, Told } from './outbox/delivery.ts';
export type { Breaker, DestinationState, Feed, Pace } from './outbox/destination.ts';
export {
  claimFeed,
  EVENT_MAX_AGE_MS,
  type FeedAttempt,
  type FeedSettled,
  feedAt,
  isFed,
  lapseFeed,
  newFeed,
  settleFeed,
} from './outbox/feed.ts';
export { gather } from './outbox/gather.ts';
export type { Outbox, OutboxChanges, PositionedEntry } from './outbox/outbox.ts';
export type { Outcome } from './outbox/outcome.ts';
export { FIRST_GATHER_MS, GATHER_MS, nextSlot, paced } from './outbox/pace.ts';
export { decide, isIdle, plan, tellsFlapping } from './outbox/plan.ts';
export { type NewsFor, type Planned, planNews } from './outbox/plan-news.ts';
export {
  covers,
  hush,
  isActive,
  MAX_SILENCE_MS,
  MAX_SILENCES,
  type Silence,
  type Silenced,
  silencedAt,
} from './outbox/silence.ts';
export {
  isAbout,
  isFailure,
  isPassing,
  MISSED_MS,
  SETTLE_MS,
  type TellRules,
  TOLD_BY_DEFAULT,
  tellAfterMs,
} from './outbox/tell.ts';
export type { Random } from './random.ts';
export { LOOP_EXITS, LOOP_WINDOW_MS } from './restart-loop.ts';
export type { Signal } from './signal.ts';
export { recordedSince, type Since } from './since.ts';
export {
  agentSubject,
  composePlace,
  containerSubject,
  destinationSubject,
  ENGINE_SUBJECT,
  FLEET_SUBJECT,
  type Place,
  type SubjectParts,
  subjectParts,
} from './subject.ts';
export { isTimestamp, nanosBetween, parseTimestamp, type Timestamp } from './timestamp.ts';
export type { Cause, Transition } from './transition.ts';
export { type TransitionContainer, transitionContainer } from './transition-container.ts';
