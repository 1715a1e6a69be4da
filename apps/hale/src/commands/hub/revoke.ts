import { allAgents } from '@hale/hub';
import { EXIT } from '../../failure.ts';
import { agentNamed, SHORT_ID } from '../../hub/agent-named.ts';
import { openHubByHand } from '../../hub/by-hand.ts';
import { printable } from '../../screen/text.ts';
import type { SettingsSession } from '../../session.ts';

/** `hale hub revoke ID|HOST`: its token is good for nothing from now on. */
export async function revoke(name: string, session: SettingsSession): Promise<number> {
  const { io, json } = session;
  const { hub, close } = await openHubByHand(session);
  try {
    const { agent } = agentNamed(name, await allAgents(hub.store));
    await hub.enrolment.revoke(agent.id);
    const id = agent.id.slice(0, SHORT_ID);
    const said =
      agent.revokedAt === null
        ? `${printable(agent.host.name)} (${id}) may report no more; what it had reported is history`
        : `${printable(agent.host.name)} (${id}) could report no more already`;
    const text = json
      ? JSON.stringify({ agent: agent.id, host: agent.host.name })
      : `${said}\nto have it back: hale hub invite --agent ${id}`;
    await io.stdout.write(`${text}\n`);
    return EXIT.ok;
  } finally {
    await close();
  }
}
