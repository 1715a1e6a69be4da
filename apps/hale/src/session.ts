import type { CheckOptions } from '@hale/agent';
import type { EngineAccess } from './engine.ts';
import type { Io } from './io.ts';
import type { Paint } from './screen/colour.ts';

/** What every command that looks at an engine is given. */
export interface Session {
  readonly io: Io;
  readonly engine: EngineAccess;
  readonly json: boolean;
  readonly paint: Paint;
  /** The checks that hale runs itself; empty where there is nothing to reach. */
  readonly checking: { readonly checks?: CheckOptions };
}
