import type { Command } from 'commander';
import type { SettingFlags } from '../../config/load.ts';
import { nearest } from '../../config/nearest.ts';
import { duration, hubAddress, wholeNumber } from '../../flags.ts';
import type { SettingsSession } from '../../session.ts';
import type { AgentsOptions } from './agents.ts';
import type { InviteOptions } from './invite.ts';

/** Reads the settings, runs the command, and ends with its exit code. */
type RunInSettings = (
  command: (session: SettingsSession) => Promise<number>,
  settingFlags?: SettingFlags,
) => Promise<void>;

/** `hale hub`, and what is below it. No other command has to wait until a hub is loaded. */
export function hubCommands(hub: Command, run: RunInSettings): void {
  hub
    .description('gather what many agents report: the hub itself, and who may report to it')
    .option('--listen <host:port>', 'where to answer HTTP; default 0.0.0.0:4253')
    .allowExcessArguments()
    .action((options: Pick<SettingFlags, 'listen'>) => {
      refuseOthers(hub);
      return run(async (session) => (await import('./serve.ts')).serveHub(session), options);
    });
  hub
    .command('invite')
    .description('print the command that has a host report here')
    .option('--for <duration>', 'how long it can be used, such as 30m; default 1h, at most 24h', duration)
    .option('--uses <n>', 'how many hosts may come by it; default 1', wholeNumber)
    .option('--agent <name>', 'have this one come back, by its host or its id')
    .option(
      '--url <url>',
      'how the host reaches this hub; default hub.url, or by this machine’s name',
      hubAddress,
    )
    .action((options: InviteOptions) =>
      run(async (session) => (await import('./invite.ts')).invite(options, session)),
    );
  hub
    .command('agents')
    .description('list who reports, problems first')
    .option('-a, --all', 'also those that may report no more')
    .action((options: AgentsOptions) =>
      run(async (session) => (await import('./agents.ts')).listAgents(options, session)),
    );
  hub
    .command('revoke <agent>')
    .description('let an agent report no more, by its host or its id')
    .action((name: string) => run(async (session) => (await import('./revoke.ts')).revoke(name, session)));
}

/** A command that runs by itself takes what is none of its subcommands for an argument. */
function refuseOthers(command: Command): void {
  const [word] = command.args;
  if (word === undefined) return;
  const known = command.commands.map((each) => each.name());
  const meant = nearest(word, known);
  const advice = meant === undefined ? '' : `\n(Did you mean ${meant}?)`;
  command.error(`error: unknown command '${word}'${advice}`, { code: 'commander.unknownCommand' });
}
