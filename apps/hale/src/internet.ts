import { createInternetHttp } from '@hale/core/undici';
import { checkUrl, egressPolicy } from '@hale/transport/egress';
import type { EgressSettings } from './config/settings.ts';

/** The network to the receivers, as far as the settings let it go. */
export function createInternet(egress: EgressSettings): ReturnType<typeof createInternetHttp> {
  return createInternetHttp({
    allowAddress: egressPolicy(egress),
    allowUrl: (url) => checkUrl(url, egress.mode),
  });
}
