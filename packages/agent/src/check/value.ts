import { type Check, type HttpSpec, MIN_DURATION_MS, parseDuration } from '@hale/core';

/** Reads one value of a setting; `null`: it is not what was expected. */
export interface Reader<T> {
  readonly expected: string;
  readonly read: (text: string) => T | null;
}

/** Failures in a row; more would be a typing error. */
export const MAX_RETRIES = 1_000;
/** As many words as one could want to type. */
export const MAX_EXEC_WORDS = 256;

const MAX_PORT = 65_535;
const MIN_STATUS = 100;
const MAX_STATUS = 599;

/** Milliseconds. 0 is "the default", as in Docker. */
export const DURATION: Reader<number> = {
  expected: `a duration of ${MIN_DURATION_MS}ms or more, such as 10s or 1m30s`,
  read(text) {
    const ms = parseDuration(text);
    return ms === null || (ms > 0 && ms < MIN_DURATION_MS) ? null : ms;
  },
};

/** 0 is "the default", as in Docker. */
export const RETRIES: Reader<number> = {
  expected: `a whole number from 0 to ${MAX_RETRIES}`,
  read: (text) => wholeNumber(text, 0, MAX_RETRIES),
};

export const BY: Reader<Check['by']> = oneOf('engine', 'hale', 'auto');
export const METHOD: Reader<HttpSpec['method']> = oneOf('GET', 'HEAD', 'POST');

export const FLAG: Reader<boolean> = {
  expected: 'true or false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : null),
};

export const TEXT: Reader<string> = { expected: 'some text', read: (text) => (text === '' ? null : text) };

/** One status, or a range with both ends included. */
export const STATUS: Reader<HttpSpec['expect']> = {
  expected: `a status such as 204, or a range such as 200-399, from ${MIN_STATUS} to ${MAX_STATUS}`,
  read(text) {
    const [first = '', last = first, ...more] = text.split('-');
    const from = wholeNumber(first, MIN_STATUS, MAX_STATUS);
    const to = wholeNumber(last, MIN_STATUS, MAX_STATUS);
    return from === null || to === null || from > to || more.length > 0 ? null : { from, to };
  },
};

/** `:8080/healthz`, `8080/healthz` or `8080`. There is no way to name a host. */
export const HTTP: Reader<Pick<HttpSpec, 'port' | 'path'>> = {
  expected: 'a port and a path without a host, such as :8080/healthz',
  read(text) {
    // What is not printable, and what a server never gets to see, has no place in a request.
    const [, digits = '', path = '/'] = /^:?(\d+)(\/[!"$-~]*)?$/.exec(text) ?? [];
    const port = wholeNumber(digits, 1, MAX_PORT);
    return port === null ? null : { port, path };
  },
};

export const TCP: Reader<number> = {
  expected: `a port from 1 to ${MAX_PORT} without a host, such as 5432`,
  read: (text) => wholeNumber(text.replace(/^:/, ''), 1, MAX_PORT),
};

/**
 * A JSON list is run word by word, anything else is for the container's shell: the two forms of a Dockerfile. Gives the words of
 * a Docker healthcheck.
 */
export const EXEC: Reader<readonly string[]> = {
  expected: `a command for the shell, or 1 to ${MAX_EXEC_WORDS} words as a JSON list`,
  read(text) {
    const list = parseList(text);
    if (list === null) return text === '' ? null : ['CMD-SHELL', text];
    return isCommand(list) ? ['CMD', ...list] : null;
  },
};

function oneOf<const T extends string>(...words: T[]): Reader<T> {
  return {
    expected: words.join(', ').replace(/, (?=[^,]*$)/, ' or '),
    read: (text) => words.find((word) => word === text) ?? null,
  };
}

function wholeNumber(text: string, min: number, max: number): number | null {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

/** `[ -f /ready ]` is no JSON, and a command to every shell. */
function parseList(text: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function isCommand(list: readonly unknown[]): list is readonly string[] {
  const words = list.every((word) => typeof word === 'string');
  return words && list.length > 0 && list.length <= MAX_EXEC_WORDS && list[0] !== '';
}
