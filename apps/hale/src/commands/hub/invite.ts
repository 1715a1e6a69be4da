import { allAgents, INVITATION_MS } from '@hale/hub';
import { EXIT } from '../../failure.ts';
import { hubAddress, isHere, isReadable } from '../../hub/address.ts';
import { agentNamed } from '../../hub/agent-named.ts';
import { openHubByHand } from '../../hub/by-hand.ts';
import { joiningCommand } from '../../hub/command-line.ts';
import { age } from '../../screen/age.ts';
import { printable } from '../../screen/text.ts';
import type { SettingsSession } from '../../session.ts';

export interface InviteOptions {
  /** Milliseconds. */
  readonly for?: number;
  readonly uses?: number;
  /** Who is to come back: by its host or its id. */
  readonly agent?: string;
  readonly url?: string;
}

/** `hale hub invite`: prints the one command that has a host report to this hub. What is said of it goes to stderr, so that it can be piped. */
export async function invite(options: InviteOptions, session: SettingsSession): Promise<number> {
  const { io, json, settings } = session;
  const { hub, folder, close } = await openHubByHand(session);
  try {
    const { for: forMs, uses, agent: named } = options;
    const back = named === undefined ? null : agentNamed(named, await allAgents(hub.store)).agent;
    const { invitation, token } = await hub.enrolment.invite({
      ...(forMs !== undefined && { forMs }),
      ...(uses !== undefined && { uses }),
      agent: back?.id ?? null,
    });
    const url = options.url ?? hubAddress(settings, folder);
    const readable = isReadable(url);
    const command = joiningCommand({ url, token, readable });
    const until = new Date(invitation.until).toISOString();
    if (json) {
      const record = { command, token, url, until, uses: invitation.uses, agent: back?.id ?? null };
      await io.stdout.write(`${JSON.stringify(record)}\n`);
      return EXIT.ok;
    }
    const whom =
      back !== null
        ? `brings ${printable(back.host.name)} back with a new token`
        : invitation.uses === 1
          ? 'enrols one agent'
          : `enrols ${invitation.uses} agents at most`;
    const lasts = age(forMs ?? INVITATION_MS);
    await io.stderr.write(
      `Run this on the host, or pipe it there (| ssh HOST sh). It ${whom}, within ${lasts}:\n\n`,
    );
    await io.stdout.write(`${command}\n`);
    await io.stderr.write(`\n${remarks(url, readable).join('\n')}\n`);
    return EXIT.ok;
  } finally {
    await close();
  }
}

function remarks(url: string, readable: boolean): readonly string[] {
  return [
    ...(readable
      ? [
          'This is plain HTTP: whoever is between the two reads along. With TLS in front of the hub, set hub.url or --url https://...',
        ]
      : []),
    ...(isHere(url)
      ? ['The hub answers this machine alone: for another one, have it listen elsewhere, or say --url.']
      : []),
    'hale hub agents shows it once it reports.',
  ];
}
