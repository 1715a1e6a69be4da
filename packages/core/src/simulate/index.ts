export { Act } from './act.ts';
export { CAST_SIZE, cast } from './cast.ts';
export type { ContainerSpec, Finding, Past, RestartPolicy } from './container.ts';
export { MAX_CONTAINERS } from './daemon.ts';
export { createSimulatedEngine, type SimulatedEngine, type SimulatedEngineOptions } from './engine.ts';
export { EVENTS_KEPT } from './event-log.ts';
export { MAX_SCRIPT_STEPS, MAX_SCRIPT_TIME_MS, parseScript, type ScriptStep } from './script.ts';
export { seededRandom } from './seeded.ts';
