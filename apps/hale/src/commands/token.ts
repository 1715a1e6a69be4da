import { createHash, randomBytes } from 'node:crypto';
import type { AccessToken } from '@hale/agent';
import type { Io } from '../io.ts';

/** No guess comes near one. */
const TOKEN_BYTES = 32;

export interface TokenOptions {
  readonly name: string;
  readonly scope: AccessToken['scope'];
}

interface TokenSession {
  readonly io: Pick<Io, 'stdout'>;
  readonly json: boolean;
}

/** `hale token`: makes a token, and shows it once. It is kept nowhere; the settings have its SHA-256. */
export async function token({ name, scope }: TokenOptions, { io, json }: TokenSession): Promise<number> {
  const secret = `hale_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  const sha256 = createHash('sha256').update(secret).digest('hex');
  const text = json
    ? JSON.stringify({ token: secret, name, sha256, scope })
    : described(secret, { name, sha256, scope });
  await io.stdout.write(`${text}\n`);
  return 0;
}

function described(secret: string, { name, sha256, scope }: AccessToken): string {
  return `${secret}

Give it to whoever asks; it is not shown again. hale knows it by this in hale.yaml:

access:
  tokens:
    - { name: ${name}, scope: ${scope}, sha256: ${sha256} }`;
}
