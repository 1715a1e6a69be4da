import type { CheckOptions } from '@hale/agent';
import type { Loaded } from './config/load.ts';
import type { Settings } from './config/settings.ts';
import type { EngineAccess } from './engine.ts';
import type { Io } from './io.ts';
import type { Paint } from './screen/colour.ts';

/** What every command that goes by the settings is given. */
export interface SettingsSession {
  readonly io: Io;
  readonly json: boolean;
  readonly paint: Paint;
  readonly settings: Settings;
  /** What they came from. */
  readonly loaded: Loaded;
  /** Reads the configuration again. */
  readonly reload: () => Promise<Loaded>;
}

/** What every command that looks at an engine is given. */
export interface Session extends SettingsSession {
  readonly engine: EngineAccess;
  /** The checks that hale runs itself; empty where there is nothing to reach. */
  readonly checking: { readonly checks?: CheckOptions };
}
