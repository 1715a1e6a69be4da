export { GOALS, type Goal, type Reach, reach } from './goal.ts';
export { type InventoryOptions, takeInventory } from './inventory.ts';
export { isRunning } from './running.ts';
export type { ContainerView } from './view.ts';
export { type WaitOutcome, waitFor } from './wait.ts';
export { type EngineView, RECONCILE_MS, type WatchOptions } from './watch.ts';
export { type Watch, watchContainer, watchContainers } from './watch-containers.ts';
