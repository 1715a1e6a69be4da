export {
  type Agent,
  type AgentDetail,
  type AgentPage,
  type AgentState,
  agent,
  agentDetail,
  agentPage,
  agentState,
  type ContainerCounts,
  containerCounts,
} from './agent.ts';
export { condition } from './condition.ts';
export {
  type Check,
  type CheckResult,
  type Container,
  type ContainerDetail,
  type ContainerPage,
  check,
  checkResult,
  container,
  containerDetail,
  containerPage,
  dockerHealth,
  evidence,
} from './container.ts';
export {
  type Delivery,
  type DeliveryPage,
  type Destination,
  type DestinationPage,
  delivery,
  deliveryPage,
  destination,
  destinationPage,
} from './destination.ts';
export { type Fleet, type FleetHost, type FleetHostPage, fleet, fleetHost, fleetHostPage } from './fleet.ts';
export {
  type FleetContainer,
  type FleetContainerDetail,
  type FleetContainerPage,
  fleetContainer,
  fleetContainerDetail,
  fleetContainerPage,
} from './fleet-container.ts';
export { instant } from './instant.ts';
export {
  type Invitation,
  type InvitationPage,
  type InvitationRequest,
  type Invited,
  invitation,
  invitationPage,
  invitationRequest,
  invited,
} from './invitation.ts';
export { DEFAULT_PAGE, MAX_PAGE, pageOf } from './page.ts';
export { type Problem, problem } from './problem.ts';
export {
  MAX_REASON_CHARS,
  type Silence,
  type SilencePage,
  type SilenceRequest,
  type SubjectSilenceRequest,
  silence,
  silencePage,
  silenceRequest,
  subjectSilenceRequest,
} from './silence.ts';
export {
  type Change,
  change,
  type Transition,
  type TransitionPage,
  transition,
  transitionPage,
} from './transition.ts';
