import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { HaleError } from '@hale/core';
import { isLoopbackHost } from '@hale/core/node';
import * as z from 'zod';
import type { ListenAddress, Settings } from '../config/settings.ts';
import { listenText } from '../config/show.ts';

/** Where a hub answers unless it is told otherwise: other machines are what it is for. */
export const HUB_LISTENS: ListenAddress = { host: '0.0.0.0', port: 4253 };
/** Addresses that stand for all of a machine's. */
const ANY = ['0.0.0.0', '[::]'];

/** Whether what is sent there could be read on its way. */
export function isReadable(url: string): boolean {
  const { protocol, hostname: host } = new URL(url);
  return protocol === 'http:' && !isLoopbackHost(bare(host));
}

/** Whether nobody but this machine gets there. */
export function isHere(url: string): boolean {
  return isLoopbackHost(bare(new URL(url).hostname));
}

/** @throws HaleError `bad-input` for plain HTTP to another machine that nobody has allowed */
export function requireProtected(url: string, allowPlainHttp: boolean): void {
  if (allowPlainHttp || !isReadable(url)) return;
  throw new HaleError('bad-input', `${url} is plain HTTP: tokens and names could be read on their way`, {
    path: 'hub.url',
    hint: 'Put TLS in front of the hub and say https://, or allow it with --allow-plain-http.',
  });
}

/** How other machines reach the hub of a folder, as far as this one knows. */
export function hubAddress(
  { hub, listen }: Pick<Settings, 'hub' | 'listen'>,
  folder: string,
  machine: string = hostname(),
): string {
  if (hub.url !== null) return hub.url;
  const answers = new URL(readPlace(folder) ?? `http://${listenText(listen ?? HUB_LISTENS)}`);
  if (ANY.includes(answers.hostname)) answers.hostname = machine;
  return answers.href.replace(/\/+$/, '');
}

const place = z.object({ url: z.url() });

/** Leaves word for the commands on this machine where the hub of a folder answers. Gives back how to take it away. */
export function leavePlace(folder: string, url: string): () => void {
  const path = placeFile(folder);
  try {
    writeFileSync(path, `${JSON.stringify({ url })}\n`, { mode: 0o600 });
  } catch {
    // A full disk: they guess, and a person can say --url.
  }
  return () => rmSync(path, { force: true });
}

function readPlace(folder: string): string | null {
  try {
    const { data } = place.safeParse(JSON.parse(readFileSync(placeFile(folder), 'utf8')));
    return data?.url ?? null;
  } catch {
    // It does not run.
    return null;
  }
}

function placeFile(folder: string): string {
  return join(folder, 'place.json');
}

/** An IPv6 address without its brackets. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
