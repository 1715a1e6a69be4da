import type { AccessOptions, AccessToken } from '@hale/api';
import { isLoopbackHost } from '@hale/core/node';
import type { Place } from './serve.ts';

/** Who can get to a place at all. */
export function doorOf(place: Place): AccessOptions['door'] {
  if ('path' in place) return 'socket';
  return isLoopbackHost(place.host) ? 'loopback' : 'network';
}

/** Whether other machines would get there, and none of them be let in or kept out by a token. */
export function isUnguarded(place: Place, tokens: readonly AccessToken[]): boolean {
  return doorOf(place) === 'network' && tokens.length === 0;
}
