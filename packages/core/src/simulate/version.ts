/** The release whose behaviour is simulated. */
export const ENGINE_VERSION = '26.1.5';
export const API_VERSION = '1.45';
export const MIN_API_VERSION = '1.24';
export const SERVER = `Docker/${ENGINE_VERSION} (linux)`;
export const PLATFORM = 'hale simulated engine';
