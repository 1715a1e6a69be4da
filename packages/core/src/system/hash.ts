import type { Hash } from '../hash.ts';

const encoder = new TextEncoder();

/** SHA-256 by the platform's own Web Crypto. */
export const systemHash: Hash = async (text) => {
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
};
