export { type EgressRules, egressPolicy } from './policy.ts';
export { checkUrl, type EgressMode } from './url.ts';
