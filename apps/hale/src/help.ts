type Row = readonly [left: string, right: string];

/** What follows the flags in `--help`. */
export interface HelpText {
  readonly notes?: readonly string[];
  readonly examples: readonly Row[];
  readonly exitCodes: readonly Row[];
}

/** `width`: of a line of the notes, in columns. */
export function afterHelp({ notes = [], examples, exitCodes }: HelpText, width: number): string {
  const said = notes.length === 0 ? '' : `\n${wrap(notes.join(' '), width).join('\n')}\n`;
  return said + section('Examples', examples) + section('Exit codes', exitCodes);
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length > width && line !== '') lines.push(line);
    line = longer.length > width ? word : longer;
  }
  return [...lines, line];
}

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return `\n${title}:\n${rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')}\n`;
}

const COULD_NOT_LOOK: Row = ['2', 'could not look: no engine, no permission, no TLS session, a wrong flag'];
const STOPPED: Row = ['130, 143', 'stopped by Ctrl-C, by SIGTERM'];
const STOPPED_WELL: Row = ['0', 'stopped by Ctrl-C or SIGTERM, or nobody reads its output any more'];

export const HELP = {
  hale: {
    notes: [
      'The engine is taken from --host, --context, DOCKER_HOST, DOCKER_CONTEXT, the current docker context, or the',
      'first Docker or Podman socket on its usual path, in this order. DOCKER_TLS_VERIFY and DOCKER_CERT_PATH count too.',
      'Every setting is a flag, a variable (HALE_...) or a line of hale.yaml, in this order: hale config show.',
    ],
    examples: [
      ['hale up', 'what is there, and every change of it'],
      ['HALE_SLACK_WEBHOOK_URL=... hale up', 'and Slack is told'],
      ['hale ps --health unhealthy', 'what is failing now'],
      ['hale wait db api --timeout 2m', 'go on when both are healthy'],
      ['hale --host ssh://me@prod up', 'on another machine'],
      ['hale hub', 'many machines, gathered on one'],
      ['hale COMMAND --help', 'more about one command'],
    ],
    exitCodes: [
      ['0', 'done'],
      ['1', 'what was asked about is not there, or not so'],
      COULD_NOT_LOOK,
      ['124', 'timed out'],
      STOPPED,
    ],
  },
  up: {
    notes: [
      'A table on a terminal, a line for each change elsewhere, an object per line with --json. If nothing is configured',
      'and no socket exists, it says so and shows a simulated engine; an engine that was named is never replaced.',
      'It remembers and tells as hale agent does, unless one runs here already: then it only looks on. It is a hub as well, below',
      '/hub of where it answers, which hosts can join by hale hub invite; with --hub it reports to another one instead.',
    ],
    examples: [
      ['hale up', 'the live table'],
      ['HALE_SLACK_WEBHOOK_URL=... hale up', 'the same, and Slack is told'],
      ['hale up --json | jq .', 'each change as an object: at, subject, from, to, cause ...'],
    ],
    exitCodes: [STOPPED_WELL, COULD_NOT_LOOK],
  },
  agent: {
    notes: [
      'Remembers in the data folder, so that nothing is lost and nothing told twice when it is started again. A changed',
      'configuration is used at once if it is good; the last good one stays if it is not. With --hub it reports to a hub as well:',
      'the invitation in HALE_HUB_TOKEN is used at the first start, and not needed after it.',
    ],
    examples: [
      ['hale agent', 'a dated line for each change on stdout, diagnostics on stderr'],
      ['hale agent --config /etc/hale/hale.yaml', 'with these settings'],
      ['hale agent --listen 0.0.0.0:4253', 'and GET /healthz'],
      ['hale agent --json', 'each change as an object'],
      ['HALE_HUB_TOKEN=... hale agent --hub URL', 'report to a hub, too: hale hub invite prints this'],
    ],
    exitCodes: [
      STOPPED_WELL,
      ['2', 'could not look; another agent has the data folder; no invitation to the hub'],
    ],
  },
  hub: {
    notes: [
      'Gathers what the agents of many hosts report, remembers it in the data folder, and tells who is named in the settings: of',
      'containers whose agent does not tell by itself, and of agents that fall silent. It answers HTTP on 0.0.0.0:4253 unless',
      '--listen says otherwise, and whoever asks needs a token: the first start shows one. Put TLS in front of it.',
    ],
    examples: [
      ['hale hub', 'a dated line for each change on any host'],
      ['hale hub invite', 'the one command to paste on a host'],
      ['hale hub invite --uses 20 --for 2h', 'for many hosts at once'],
      ['hale hub agents', 'who reports, problems first'],
      ['hale hub revoke web-1', 'its token is good for nothing any more'],
      ['hale hub invite --agent web-1', 'and it may come back'],
    ],
    exitCodes: [
      ['0', 'done; of the hub: stopped by Ctrl-C or SIGTERM, or nobody reads its output any more'],
      ['1', 'there is no such agent, or no hub has run with this data folder'],
      ['2', 'a wrong flag or setting; another hub has the data folder, or something else the port'],
    ],
  },
  check: {
    notes: [
      'For cron, CI and everything that cannot stay. Remembers as the agent does, so that only what has changed is told.',
    ],
    examples: [
      ['hale check', 'what is there, problems first'],
      ['hale check --json | jq .ok', 'true or false'],
      ['hale check --data memory', 'remembering nothing, telling everything that is wrong'],
    ],
    exitCodes: [['0', 'all is well'], ['1', 'something is wrong'], COULD_NOT_LOOK, STOPPED],
  },
  health: {
    examples: [
      ['hale health', 'pass, warn or fail, and why'],
      ['HEALTHCHECK CMD ["hale", "health"]', 'in an image'],
    ],
    exitCodes: [
      ['0', 'it watches; what else is wrong is said'],
      ['1', 'it is deaf: the engine is out of sight, or what it has found cannot be recorded'],
      ['2', 'no agent answers here'],
      STOPPED,
    ],
  },
  notify: {
    examples: [
      ['hale notify test ops-slack', 'a message now, and the answer'],
      ['hale notify list', 'who is told, what waits, what was given up'],
      ['hale notify retry', 'after a receiver was mended'],
      ['hale notify replay ops-slack', 'what was given up, again'],
    ],
    exitCodes: [
      ['0', 'done; the receiver has taken it'],
      ['1', 'it has not, or there is no such destination'],
      ['2', 'the settings are wrong'],
      STOPPED,
    ],
  },
  silence: {
    notes: [
      'A silence is of what is told, not of what is recorded: at its end what is still wrong is told, and that what was',
      'told before is over; what has come and gone is not. Destinations that take every transition hear all of it.',
      'It is kept with what the agent remembers, and holds whether one runs or not. 720h at most.',
    ],
    examples: [
      ['hale silence web 1h', 'nobody is told of it for an hour'],
      ["hale silence 'shop/*' 30m --reason release", 'nor of a whole compose project'],
      ['hale silence --list', 'what is silenced now, by whom and why'],
      ['hale silence --end web', 'what is so is told at once'],
    ],
    exitCodes: [
      ['0', 'done'],
      ['1', 'nothing is known by that name, or it is not silenced'],
      ['2', 'the settings or the arguments are wrong'],
      STOPPED,
    ],
  },
  config: {
    examples: [
      ['hale config check', 'all that is wrong, with file, line and column'],
      ['hale config show', 'every setting, and where it is from'],
      ['hale config schema > hale.schema.json', 'for an editor'],
    ],
    exitCodes: [['0', 'good'], ['1', 'there are problems'], ['2', 'could not read them'], STOPPED],
  },
  ps: {
    notes: [
      'Shown without --all: what is running, paused or restarting, and what has crashed or run out of memory.',
      'SINCE such as ≥2m means: at least so long, the engine does not remember more.',
      "--health goes by Docker's own record; none selects containers without a healthcheck.",
    ],
    examples: [
      ['hale ps --all', 'everything the engine has'],
      ['hale ps --project shop', 'one compose project'],
      [
        "hale ps --json | jq -r '.[].name'",
        'an array of objects: id, name, image, condition, since, health ...',
      ],
    ],
    exitCodes: [['0', 'looked, whatever was found'], COULD_NOT_LOOK, STOPPED],
  },
  watch: {
    notes: [
      'Goes by the healthcheck if there is one, else by whether the container is running. Ends when the container has',
      'stopped for good (its restart policy does not bring it back) or is removed. While the engine is out of sight the',
      'container is unknown, and hale goes on trying.',
    ],
    examples: [
      ['hale watch web', 'until it stops'],
      ['hale watch web --propagate', 'exit as the container does'],
      ['hale watch web --engine-timeout 30s', 'do not wait for ever for an engine that is away'],
      ['hale watch web --poll 1s', 'behind a proxy that cuts streams'],
    ],
    exitCodes: [
      ['0', 'the container stopped or was removed'],
      ['N', "with --propagate: the container's exit code"],
      ['1', 'no such container'],
      ['2', 'could not look, or the engine was out of sight for longer than --engine-timeout'],
      STOPPED,
    ],
  },
  wait: {
    examples: [
      ['hale wait db', 'until it is healthy, a minute at most'],
      ['hale wait db api --timeout 2m', 'until both are; ends at once when one can no longer be'],
      ['hale wait job --for stopped', 'until it has ended'],
    ],
    exitCodes: [
      ['0', 'all have reached it'],
      ['1', 'one can no longer reach it, and why; or there is no such container'],
      COULD_NOT_LOOK,
      ['124', 'timed out'],
      STOPPED,
    ],
  },
  doctor: {
    examples: [
      ['hale doctor', 'each finding with what to do about it'],
      ['hale --host tcp://proxy:2375 doctor', 'which rules a socket proxy lacks'],
    ],
    exitCodes: [['0', 'all is well'], ['1', 'something is wrong'], COULD_NOT_LOOK, STOPPED],
  },
  token: {
    notes: [
      'hale keeps the SHA-256 alone, so that nobody who reads the settings can use it. Without a token hale answers HTTP only on',
      'this machine (127.0.0.1, ::1, localhost); with one, anywhere, and everybody needs one.',
    ],
    examples: [
      ['hale token --name ci', 'for a program that looks'],
      ['hale token --name deploy --scope operate', 'for one that silences, or runs checks'],
      ['curl -H "Authorization: Bearer $TOKEN" http://box:4253/containers', 'how it is used'],
    ],
    exitCodes: [
      ['0', 'made'],
      ['2', 'a wrong flag'],
    ],
  },
  simulate: {
    examples: [
      ['hale simulate --socket /tmp/sim.sock --seed 7', 'in one terminal'],
      ['hale --host unix:///tmp/sim.sock up', 'in another'],
      ['docker --host unix:///tmp/sim.sock ps', 'the docker command takes it for an engine too'],
    ],
    exitCodes: [['2', 'cannot listen there, or the script is wrong'], STOPPED],
  },
} as const satisfies Record<string, HelpText>;
