const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request can do no more than look (RFC 9110 section 9.2.1). */
export function isSafe({ method }: Pick<Request, 'method'>): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * Whether a request is from no page of another origin. Browsers say where a request is from, by `Sec-Fetch-Site` or, the old
 * ones, by `Origin`, and pages cannot change either; what sends neither is no browser.
 */
export function isSameOrigin({ url, headers }: Pick<Request, 'url' | 'headers'>): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = headers.get('origin');
  if (origin === null) return true;
  // Not by its scheme: whoever ends TLS before hale calls it by another.
  const host = headers.get('host') ?? new URL(url).host;
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
