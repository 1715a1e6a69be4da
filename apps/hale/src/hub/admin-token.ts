import type { ListenAddress, Settings } from '../config/settings.ts';
import { listenText } from '../config/show.ts';

const RULE = '─'.repeat(72);

/** The token of whoever runs a hub, for the one time that it is shown, and what to do next. */
export function adminToken(
  token: string,
  { data, from }: Pick<Settings, 'data' | 'from'>,
  listen: ListenAddress,
): string {
  return [
    RULE,
    '  The admin token of this new hub, shown once: keep it.',
    '',
    `    ${token}`,
    '',
    '  Next, on this machine:',
    ...(data === null
      ? overHttp(listen)
      : byCommand(from(['data']) === '--data' ? ` --data ${data}` : '')
    ).map((line) => `    ${line}`),
    RULE,
    '',
  ].join('\n');
}

function byCommand(where: string): readonly string[] {
  return [
    `hale hub invite${where}   prints the command that has a host report here`,
    `hale hub agents${where}   shows who does`,
  ];
}

/** No command can read the memory of another process. */
function overHttp(listen: ListenAddress): readonly string[] {
  const here = `http://${listenText(listen).replace(/^(?:0\.0\.0\.0|\[::\]):/, '127.0.0.1:')}`;
  return [
    'TOKEN=...   the one above',
    `curl -H "Authorization: Bearer $TOKEN" -X POST ${here}/invitations   has a host report here`,
    `curl -H "Authorization: Bearer $TOKEN" ${here}/agents   shows who does`,
  ];
}
