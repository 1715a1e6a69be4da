import { env } from 'node:process';
import { afterAll, beforeAll, describe } from 'vitest';
import { Engine, type EngineOptions } from './engine.ts';
import { type EngineKind, type EngineName, engineNames, models, whyMissing } from './installed.ts';

/**
 * A `describe` with a started engine of its own. Where the engine is missing its tests are skipped, or with
 * HALE_ENGINES=required fail.
 */
export function describeEngine(
  name: EngineName,
  body: (engine: Engine) => void,
  options: EngineOptions = {},
): void {
  const required = env['HALE_ENGINES'] === 'required';
  describe.skipIf(!required && whyMissing(name) !== undefined)(`on ${name}`, () => {
    const engine = new Engine(name, options);
    beforeAll(() => engine.start());
    afterAll(() => engine.stop());
    body(engine);
  });
}

/** The same for every engine of the matrix, or every one of a kind. */
export function describeEngines(
  body: (engine: Engine) => void,
  { kind, ...options }: EngineOptions & { readonly kind?: EngineKind } = {},
): void {
  for (const name of engineNames) {
    if (kind === undefined || kind === models[name].kind) describeEngine(name, body, options);
  }
}
