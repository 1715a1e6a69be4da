import { GOALS } from '@hale/agent';
import type { EndpointFlags } from '@hale/core/node';
import { Command, CommanderError, Option } from 'commander';
import { createChecking } from './checking.ts';
import { type AgentFlags, agent } from './commands/agent.ts';
import { type CheckOptions, check } from './commands/check.ts';
import { configCheck, configSchema, configShow } from './commands/config.ts';
import { doctor } from './commands/doctor.ts';
import { health } from './commands/health.ts';
import { hubCommands } from './commands/hub/commands.ts';
import { notifyList } from './commands/notify/list.ts';
import { notifyReplay } from './commands/notify/replay.ts';
import { notifyRetry } from './commands/notify/retry.ts';
import { notifyTest } from './commands/notify/test.ts';
import { type PsOptions, ps } from './commands/ps.ts';
import { type SilenceOptions, silence } from './commands/silence.ts';
import { type TokenOptions, token } from './commands/token.ts';
import { type UpOptions, up } from './commands/up.ts';
import { type WaitOptions, wait } from './commands/wait.ts';
import { type WatchOptions, watch } from './commands/watch.ts';
import { type LoadOptions, loadSettings, type SettingFlags } from './config/load.ts';
import { thisProcess } from './config/locate.ts';
import { requireSettings } from './config/require.ts';
import { type FindEngine, findEngine, requireEngine } from './engine.ts';
import { EXIT, exitCodeOf, explain } from './failure.ts';
import { duration, HEALTH_STATUSES, pollInterval, shortName, wholeNumber } from './flags.ts';
import { afterHelp, HELP, type HelpText } from './help.ts';
import type { Io } from './io.ts';
import { createPaint, wantsColour } from './screen/colour.ts';
import type { Session, SettingsSession } from './session.ts';
import { type SimulateOptions, simulate } from './simulate/command.ts';
import { findOrSimulate } from './simulation.ts';
import { transports } from './transports.ts';
import { VERSION } from './version.ts';

/** Runs one command line (without the program's name) to its exit code. It never rejects. */
export async function run(argv: readonly string[], io: Io, find: FindEngine = findEngine): Promise<number> {
  const result: Result = { exitCode: EXIT.ok };
  try {
    await createProgram(io, find, result).parseAsync(argv, { from: 'user' });
    return result.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed;
    await io.stderr.write(explain(error));
    return exitCodeOf(error);
  }
}

interface Result {
  exitCode: number;
}

interface GlobalFlags extends EndpointFlags {
  readonly config?: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly allowExec?: boolean;
  readonly color: boolean;
}

function createProgram(io: Io, find: FindEngine, result: Result): Command {
  const program = new Command('hale');
  const loadOptions = (flags: SettingFlags = {}): LoadOptions => {
    const { config, host, context, data } = program.opts<GlobalFlags>();
    return {
      ...(config !== undefined && { file: config }),
      flags: {
        ...(host !== undefined && { host }),
        ...(context !== undefined && { context }),
        ...(data !== undefined && { data }),
        ...flags,
      },
      transports: transports(io.stdout),
      surroundings: thisProcess(io.env),
    };
  };
  const open = async (settingFlags: SettingFlags = {}): Promise<SettingsSession> => {
    const { json = false, color } = program.opts<GlobalFlags>();
    const paint = createPaint(wantsColour(io.stdout, io.env, color));
    const reload = () => loadSettings(loadOptions(settingFlags));
    const loaded = await reload();
    return { io, json, paint, settings: requireSettings(loaded), loaded, reload };
  };
  /** Reads the settings, finds the engine, runs the command, lets go of the engine. */
  const inSession = async (
    finder: FindEngine,
    command: (session: Session) => Promise<number>,
    settingFlags: SettingFlags = {},
  ): Promise<void> => {
    const { allowExec = false, allowPlainTcp = false } = program.opts<GlobalFlags>();
    const opened = await open(settingFlags);
    const { settings } = opened;
    const engine = requireEngine(await finder({ allowPlainTcp, ...settings.engine }, io));
    const over = new AbortController();
    const { checking, close } = createChecking(engine.host, {
      allowExec,
      config: settings.checks,
      closing: over.signal,
    });
    try {
      result.exitCode = await command({ ...opened, engine, checking });
    } finally {
      over.abort();
      await Promise.all([close(), engine.close()]);
    }
  };

  program
    .description('Watches containers, judges their health exactly as Docker would, and tells every change.')
    .usage('COMMAND [OPTIONS]')
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand(false)
    .addHelpText('after', () => afterHelp(HELP.hale, helpWidth(io)))
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'hale: ')),
      getOutHelpWidth: () => helpWidth(io),
      getErrHelpWidth: () => helpWidth(io),
    })
    .showHelpAfterError('  See hale --help.')
    .option('-H, --host <url>', 'the engine: unix://, tcp://, https://, ssh:// or npipe://')
    .option('-c, --context <name>', 'the docker context to take the engine from')
    .option('--config <file>', 'the settings; default ./hale.yaml, then the user’s, then /etc/hale/hale.yaml')
    .option('--data <folder>', 'where to remember, or memory; default $XDG_STATE_HOME/hale')
    .option('--allow-plain-tcp', 'allow tcp:// without TLS to another machine')
    .option('--allow-exec', 'let hale run a check in its container where the engine does not')
    .option('--json', 'print JSON, for programs')
    .option('--no-color', 'print no colour (so does NO_COLOR)');

  const command = (usage: string, help: HelpText): Command =>
    program
      .command(usage)
      .helpCommand(false)
      .addHelpText('after', () => afterHelp(help, helpWidth(io)))
      .showHelpAfterError(`  See hale ${usage.split(' ')[0]} --help.`);

  command('up', HELP.up)
    .description('show every container and each change, live')
    .option('-a, --all', 'show stopped containers too')
    .option('--listen <host:port>', 'where to answer HTTP; default 127.0.0.1:4253 if it is free')
    .option('--hub <url>', 'report to this hub; default to one of its own')
    .option(...ALLOW_PLAIN_HTTP)
    .action((options: UpOptions & ServiceFlags) =>
      inSession(findOrSimulate(find), (session) => up(options, session), serviceFlags(options)),
    );

  command('agent', HELP.agent)
    .description('the same as a service: lines only, and never a simulated engine')
    .option('--listen <host:port>', 'where to answer HTTP; default nowhere')
    .option('--hub <url>', 'report to this hub as well')
    .option(...ALLOW_PLAIN_HTTP)
    .action((options: AgentFlags & ServiceFlags) =>
      inSession(find, (session) => agent(options, session), serviceFlags(options)),
    );

  hubCommands(command('hub', HELP.hub), async (run, settingFlags) => {
    result.exitCode = await run(await open(settingFlags));
  });

  command('check', HELP.check)
    .description('look once, tell what has changed since the last look, and say whether all is well')
    .addOption(
      new Option('--timeout <duration>', 'longest that messages are waited for')
        .argParser(duration)
        .default(15_000, '15s'),
    )
    .action((options: CheckOptions) => inSession(find, (session) => check(options, session)));

  command('health', HELP.health)
    .description('ask the agent that runs here whether it can be relied on')
    .option('--listen <host:port>', 'where it answers, if it remembers nowhere')
    .action((options: ServiceFlags) => inSession(find, health, serviceFlags(options)));

  const notify = command('notify', HELP.notify).description('who is told, what waits, and what was given up');
  notify
    .command('test <destination>')
    .description('send a message now, and show the answer')
    .action(async (destination: string) => {
      result.exitCode = await notifyTest(destination, await open());
    });
  notify
    .command('list')
    .description('each destination, what waits for it, and what was given up')
    .action(() => inSession(find, notifyList));
  notify
    .command('retry [destination]')
    .description('try now what waits, whatever has failed before')
    .action((destination: string | undefined) =>
      inSession(find, (session) => notifyRetry(destination, session)),
    );
  notify
    .command('replay [destination]')
    .description('send again what was given up')
    .action((destination: string | undefined) =>
      inSession(find, (session) => notifyReplay(destination, session)),
    );

  command('silence', HELP.silence)
    .description('have nobody told of a container for a while')
    .argument('[name]', 'a container, service or subject, or PROJECT/*')
    .argument('[duration]', 'how long, such as 1h', duration)
    .option('-l, --list', 'what is silenced, until when, by whom and why')
    .option('--end', 'end the silence of this name now')
    .option('--reason <text>', 'why, for those who look')
    .action((name: string | undefined, forMs: number | undefined, options: SilenceOptions) =>
      inSession(find, (session) => silence(name, forMs, options, session)),
    );

  const config = command('config', HELP.config).description('the settings: are they good, and what are they');
  const ofConfig = (file: string | undefined) => {
    const { json = false, color } = program.opts<GlobalFlags>();
    const paint = createPaint(wantsColour(io.stdout, io.env, color));
    return { ...loadOptions(), ...(file !== undefined && { file }), io, json, paint };
  };
  config
    .command('check [file]')
    .description('all that is wrong with them, or what they do')
    .action(async (file: string | undefined) => {
      result.exitCode = await configCheck(ofConfig(file));
    });
  config
    .command('show')
    .description('every setting, and where it is from')
    .action(async () => {
      result.exitCode = await configShow(ofConfig(undefined));
    });
  config
    .command('schema')
    .description('a JSON Schema of the file, for editors')
    .action(async () => {
      result.exitCode = await configSchema(ofConfig(undefined));
    });

  command('ps', HELP.ps)
    .description('list containers with their condition, problems first')
    .option('-a, --all', 'also those that have stopped well, or were never started')
    .addOption(
      new Option('--health <status>', "only those of this status in Docker's own record").choices(
        HEALTH_STATUSES,
      ),
    )
    .option('--project <name>', 'only those of this compose project')
    .action((options: PsOptions) => inSession(find, (session) => ps(options, session)));

  command('watch <container>', HELP.watch)
    .description('print each change of one container until it stops')
    .option('--propagate', "exit with the container's own exit code")
    .option('--engine-timeout <duration>', 'give up once the engine is out of sight for this long', duration)
    .option('--poll <duration>', 'look this often instead of reading the event stream', pollInterval)
    .action((container: string, options: WatchOptions) =>
      inSession(find, (session) => watch(container, options, session)),
    );

  command('wait <container...>', HELP.wait)
    .description('wait until containers are healthy, running, stopped or removed')
    .addOption(new Option('--for <goal>', 'what to wait for').choices(GOALS).default('healthy'))
    .addOption(
      new Option('--timeout <duration>', 'give up after this long')
        .argParser(duration)
        .default(60_000, '60s'),
    )
    .action((containers: readonly string[], options: WaitOptions) =>
      inSession(find, (session) => wait(containers, options, session)),
    );

  command('doctor', HELP.doctor)
    .description('check what is between hale and the engine')
    .action(() => inSession(find, doctor));

  command('token', HELP.token)
    .description('make a token for the HTTP API, and the lines of hale.yaml that let its holder in')
    .addOption(new Option('--name <name>', 'whose it is').argParser(shortName).default('api'))
    .addOption(
      new Option('--scope <scope>', 'to look, or to change something too')
        .choices(['read', 'operate'])
        .default('read'),
    )
    .action(async (options: TokenOptions) => {
      const { json = false } = program.opts<GlobalFlags>();
      result.exitCode = await token(options, { io, json });
    });

  command('simulate', HELP.simulate)
    .description('serve a simulated engine on a Unix socket')
    .requiredOption('--socket <path>', 'where to listen')
    .option('--containers <n>', 'how many containers', wholeNumber)
    .option('--script <file>', 'what happens when: lines of TIME CONTAINER ACT [ARGUMENT]')
    .option('--seed <s>', 'have them live by themselves, the same life for the same seed', wholeNumber)
    .action(async (options: SimulateOptions) => {
      result.exitCode = await simulate(options, io);
    });

  return program;
}

const ALLOW_PLAIN_HTTP = ['--allow-plain-http', 'allow a hub on another machine without TLS'] as const;

interface ServiceFlags {
  readonly listen?: string;
  readonly hub?: string;
}

function serviceFlags({ listen, hub }: ServiceFlags): SettingFlags {
  return { ...(listen !== undefined && { listen }), ...(hub !== undefined && { hub }) };
}

/** Wide lines are hard to read, and a pipe has no width. */
function helpWidth({ stdout }: Io): number {
  return Math.min(stdout.isTerminal ? stdout.size.columns : 100, 100);
}
