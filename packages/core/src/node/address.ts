import { HaleError } from '../error.ts';

/** Where an engine is, as `DOCKER_HOST` and its like say it. */
export type Address =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'npipe'; readonly path: string }
  | TcpAddress
  | SshAddress;

export interface TcpAddress {
  readonly kind: 'tcp';
  readonly scheme: 'tcp' | 'http' | 'https';
  readonly host: string;
  /** `undefined`: the usual one, which depends on TLS. */
  readonly port: number | undefined;
}

export interface SshAddress {
  readonly kind: 'ssh';
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  /** The engine's socket on that host; `undefined` is the one that its own docker command would use. */
  readonly socketPath: string | undefined;
}

export const DEFAULT_UNIX_PATH = '/var/run/docker.sock';
const DEFAULT_PIPE_PATH = '\\\\.\\pipe\\docker_engine';
const EXPECTED =
  'unix:///path, npipe:////./pipe/name, tcp://host:port, http://…, https://… or ssh://user@host';

/** @throws HaleError `bad-input`, whose `path` is `setting`. */
export function parseAddress(text: string, setting: string): Address {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(text) ?? [];
  const bad = (expected: string): HaleError =>
    new HaleError('bad-input', `${setting}: expected ${expected}, got ${shown(text)}`, { path: setting });
  switch (scheme) {
    case 'unix':
      if (rest === '') return { kind: 'unix', path: DEFAULT_UNIX_PATH };
      if (!rest.startsWith('/') || rest.includes('\0')) throw bad('an absolute path after unix://');
      return { kind: 'unix', path: rest };
    case 'npipe': {
      const path = rest.replaceAll('/', '\\');
      if (path === '') return { kind: 'npipe', path: DEFAULT_PIPE_PATH };
      if (!/^\\\\[\w.-]+\\pipe\\[^\0]+$/i.test(path))
        throw bad('a pipe such as npipe:////./pipe/docker_engine');
      return { kind: 'npipe', path };
    }
    case 'tcp':
    case 'http':
    case 'https':
      return { kind: 'tcp', scheme, ...parseAuthority(rest, bad) };
    case 'ssh':
      return parseSsh(rest, bad);
    default:
      throw bad(EXPECTED);
  }
}

type Bad = (expected: string) => HaleError;

/** No name that starts with a dash: `ssh` would read it as an option. */
const HOST = /^[a-z0-9_][a-z0-9_.-]*$/i;
const IPV6 = /^\[([0-9a-f:.]+)\]$/i;
const USER = /^[a-z0-9_][a-z0-9_.@+-]*$/i;
/** It crosses the shell of the other machine. */
const REMOTE_PATH = /^\/[\w./@:+-]+$/;

function parseAuthority(text: string, bad: Bad): { host: string; port: number | undefined } {
  if (text.includes('@')) throw bad('no user or password in the address');
  const [, name = '', port] = /^(\[.*\]|[^:/]*)(?::([^/]*))?\/?$/s.exec(text) ?? [undefined, ' '];
  const written = name === '' ? 'localhost' : name;
  if (!URL.canParse(`http://${written}`)) throw bad('a host name or address');
  return { host: parseHost(written, bad), port: parsePort(port, bad) };
}

function parseSsh(text: string, bad: Bad): SshAddress {
  const at = text.lastIndexOf('@');
  const user = at === -1 ? undefined : text.slice(0, at);
  if (user?.includes(':')) throw bad('no password in the address (use a key)');
  if (user !== undefined && !USER.test(user)) throw bad('a plain user name before @');
  const [, name = '', port, path = ''] =
    /^(\[.*?\]|[^:/]*)(?::([^/]*))?(\/.*)?$/s.exec(text.slice(at + 1)) ?? [];
  const socketPath = path === '' || path === '/' ? undefined : path;
  if (socketPath !== undefined && !REMOTE_PATH.test(socketPath))
    throw bad('a plain path to a socket after the host');
  return { kind: 'ssh', host: parseHost(name, bad), user, port: parsePort(port, bad), socketPath };
}

function parseHost(text: string, bad: Bad): string {
  const host = IPV6.exec(text)?.[1] ?? text;
  if (host === text && !HOST.test(text)) throw bad('a host name or address');
  return host;
}

function parsePort(text: string | undefined, bad: Bad): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw bad('a port from 1 to 65535');
  return port;
}

const SHOWN_CHARACTERS = 120;

/** Quoted, of bounded length, and without what may be a password. */
function shown(text: string): string {
  return JSON.stringify(text.replace(/^([a-z]*:?\/*).*@/s, '$1…@').slice(0, SHOWN_CHARACTERS));
}
