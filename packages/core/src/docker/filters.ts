/** Any of the values of one key, and all keys: `{ status: ['running'], label: ['hale.check'] }`. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** As the API's `filters` parameter has it; keys without a value are left out. */
export function encodeFilters(filters: Filters | undefined): string | undefined {
  const given = Object.entries(filters ?? {}).filter(([, values]) => values.length > 0);
  return given.length === 0 ? undefined : JSON.stringify(Object.fromEntries(given));
}
