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
export { instant } from './instant.ts';
export { DEFAULT_PAGE, MAX_PAGE, pageOf } from './page.ts';
export { type Problem, problem } from './problem.ts';
export {
  MAX_REASON_CHARS,
  type Silence,
  type SilencePage,
  type SilenceRequest,
  silence,
  silencePage,
  silenceRequest,
} from './silence.ts';
export {
  type Change,
  change,
  type Transition,
  type TransitionPage,
  transition,
  transitionPage,
} from './transition.ts';
