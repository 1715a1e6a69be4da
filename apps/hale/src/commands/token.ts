import { createHash } from 'node:crypto';
import type { AccessToken } from '@hale/api';
import type { Io } from '../io.ts';
import { newSecret } from '../secret.ts';

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
  const secret = `hale_${newSecret()}`;
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
