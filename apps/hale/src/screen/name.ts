const PREFIX = 'container/';

/** What people call a subject: `shop/web` for the only container of a service, `shop/web/2` for another one. */
export function shortName(subject: string): string {
  if (!subject.startsWith(PREFIX)) return subject;
  const name = subject.slice(PREFIX.length);
  return /^[^/]+\/[^/]+\/1$/.test(name) ? name.slice(0, -2) : name;
}
