import { createHash } from 'node:crypto';

/** The files of a docker context, by path: its `meta.json`, and PEM files by their names (`ca`, `cert`, `key`). */
export function contextFiles(
  name: string,
  docker: unknown,
  pems: readonly string[] = [],
  folder = '/home/me/.docker',
): Record<string, string> {
  const id = createHash('sha256').update(name).digest('hex');
  const meta = JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } });
  return {
    [`${folder}/contexts/meta/${id}/meta.json`]: meta,
    ...Object.fromEntries(pems.map((pem) => [`${folder}/contexts/tls/${id}/docker/${pem}.pem`, 'PEM'])),
  };
}
