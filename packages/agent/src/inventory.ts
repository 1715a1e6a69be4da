import { type Container, type Http, startMonitor, step } from '@hale/core';
import { type SurveyOptions, survey } from './survey.ts';
import { type ContainerView, viewOf } from './view.ts';

export type InventoryOptions = Omit<SurveyOptions, 'healthOf'>;

/**
 * One look at every container, in the engine's order. Nothing is known of what came before, so an exit is judged by its code alone.
 *
 * @throws HaleError whatever the engine's calls throw
 */
export async function takeInventory(
  http: Http,
  options: InventoryOptions,
): Promise<readonly ContainerView[]> {
  const { at, containers } = await survey(http, options);
  return containers.flatMap((container) => viewNow(container, at) ?? []);
}

function viewNow(container: Container, at: number): ContainerView | null {
  const baseline = { kind: 'inspected', at, container, cause: 'baseline' } as const;
  return viewOf(step(startMonitor(container, null), baseline).monitor);
}
