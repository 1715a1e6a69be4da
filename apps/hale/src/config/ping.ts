import type { SecretForm } from './secret-value.ts';

/** The address that is called while hale is alive. Who knows it can say so in hale's place, so it is a secret. */
export const PING: SecretForm = {
  isRight(value) {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url?.protocol === 'https:' || url?.protocol === 'http:';
  },
  expected: 'expected an address such as https://hc-ping.com/...',
};
