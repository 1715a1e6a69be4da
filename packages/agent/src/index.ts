export { Agent, type AgentOptions, type AgentView } from './agent.ts';
export { type AgentApp, type AgentAppOptions, createAgentApp } from './app/app.ts';
export { type RequireHealthyOptions, requireHealthy } from './app/require-healthy.ts';
export type { CheckerCount, RunProbe } from './check/checker.ts';
export type { CheckOptions, ChecksView, ProbeSite } from './check/checks.ts';
export { type CheckConfig, type CheckRule, MAX_CHECK_RULES, readCheckRules } from './check/config.ts';
export type { CheckFault } from './check/fault.ts';
export { type Resolved, resolveCheck } from './check/resolve.ts';
export type { EngineCall, EngineCallCounts } from './engine-calls.ts';
export { GOALS, type Goal, type Reach, reach } from './goal.ts';
export { type InventoryOptions, takeInventory } from './inventory.ts';
export { type Address, addressOf, authority, type EngineHost, type Reached } from './probe/address.ts';
export { type ExecProbe, runExec } from './probe/exec.ts';
export { type HttpPorts, type HttpProbe, runHttp } from './probe/http.ts';
export { Leaks } from './probe/leaks.ts';
export type { Lasting, ProbeOutcome, Verdict } from './probe/outcome.ts';
export { type ProbePorts, probeRunner } from './probe/run.ts';
export { runTcp, type TcpPorts, type TcpProbe } from './probe/tcp.ts';
export { containerRecord } from './record/container.ts';
export { isRunning } from './running.ts';
export {
  isSelected,
  type LabelMatcher,
  labelsAskedFor,
  MAX_MATCHERS,
  type Matcher,
  type Selection,
} from './selection.ts';
export { subjectNamed } from './subject-named.ts';
export type { SurveyOptions } from './survey.ts';
export { type EnrolmentAccess, enrol } from './sync/enrol.ts';
export type { AgentIdentity, HubLinkView, HubOptions } from './sync/hub-link.ts';
export { type TickOptions, type TickReport, tick } from './tick.ts';
export type { ContainerView } from './view.ts';
export { type WaitOutcome, waitFor } from './wait.ts';
export { type EngineView, RECONCILE_MS, type Select, type WatchOptions } from './watch.ts';
export { type Watch, watchContainer, watchContainers } from './watch-containers.ts';
