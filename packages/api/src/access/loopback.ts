/** An address or `localhost`, with or without a port. No other name: whoever owns it decides where it leads. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether a request was meant for this machine by a name that only this machine has. A page of another origin can have a
 * browser send requests here once its own name leads here (DNS rebinding), but the `Host` header then has that name.
 */
export function isForLoopback({ url, headers }: Pick<Request, 'url' | 'headers'>): boolean {
  const host = headers.get('host');
  // HTTP/2 has it in the address alone.
  return isLoopbackAuthority(new URL(url).host) && (host === null || isLoopbackAuthority(host));
}

function isLoopbackAuthority(text: string): boolean {
  return LOOPBACK.test(text);
}
