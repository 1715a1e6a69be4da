/** Shorter secrets would black out ordinary words. */
const SHORTEST = 8;
/** A part of a path or a query that is at least so long is there because nobody can guess it. */
const UNGUESSABLE = 16;
const MASK = '[redacted]';

/** A text without the secrets that it may hold, however a receiver quotes them. Of an address, its path and query are secrets too. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = new Set(secrets.flatMap((secret) => [secret, ...partsOf(secret)].flatMap(writings)));
  const patterns = [...forms]
    .filter(({ length }) => length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length)
    .map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return patterns.length === 0 ? text : text.replace(new RegExp(patterns.join('|'), 'gi'), MASK);
}

function partsOf(secret: string): readonly string[] {
  const url = /^https?:/i.test(secret) ? URL.parse(secret) : null;
  if (url === null) return [];
  const { href, pathname, search, searchParams } = url;
  const pieces = [...pathname.split('/'), ...searchParams.values()];
  return [
    href,
    pathname + search,
    pathname,
    search.slice(1),
    ...pieces.filter(({ length }) => length >= UNGUESSABLE),
  ];
}

/** As it is; in an address; in JSON, also as PHP writes it; in HTML. */
function writings(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    json,
    json.replaceAll('/', '\\/'),
    secret.replaceAll('&', '&amp;'),
  ];
}
