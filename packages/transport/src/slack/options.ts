import * as z from 'zod';
import { isLinkTemplate } from './link.ts';

const HOSTS: ReadonlySet<string> = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);
const WEBHOOK_PATH = /^\/services\/[\w-]+\/[\w-]+\/[\w-]+$/;
const TRIGGER_PATH = /^\/(?:workflows|triggers)\//;
const MENTION = /^<(?:!(?:here|channel|everyone)|@[UW][A-Z0-9]{2,20}|!subteam\^S[A-Z0-9]{2,20})>$/;

export const slackOptions = z
  .strictObject({
    /** Of an incoming webhook. Whoever knows it can post: it is the secret. */
    url: z.string().trim(),
    /** `true`: the receiver only speaks as Slack does, and answers `ok` as well: Mattermost for one. Any host, and `http:` too. */
    compatible: z.boolean().default(false),
    /** `true`: a bar in the colour of the condition beside the message. */
    colour: z.boolean().default(false),
    /** Who is pinged by the first message of something critical: `<!here>`, `<@U012AB3CD>`, `<!subteam^S012AB3CD>`. */
    mention: z
      .string()
      .regex(MENTION, 'expected <!here>, <!channel>, <!everyone>, <@U…> or <!subteam^S…>')
      .nullable()
      .default(null),
    /** Of a page about the subject, with `{subject}` and `{host}` in its path or query. */
    link: z
      .string()
      .refine(isLinkTemplate, 'expected an http(s) URL with {subject} or {host} in its path or query')
      .nullable()
      .default(null),
  })
  .superRefine(({ url, compatible }, context) => {
    const fault = faultOf(url, compatible);
    if (fault !== null) context.addIssue({ code: 'custom', path: ['url'], message: fault });
  });

export type SlackOptions = z.output<typeof slackOptions>;

/** None of the messages repeats the URL. */
function faultOf(text: string, compatible: boolean): string | null {
  if (!URL.canParse(text)) return 'expected the URL of an incoming webhook';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'expected a URL without a user and a password';
  if (compatible)
    return url.protocol === 'https:' || url.protocol === 'http:' ? null : 'expected an http(s) URL';
  if (url.protocol !== 'https:')
    return 'expected https://; another receiver that speaks as Slack does may have http:// with compatible: true';
  if (!HOSTS.has(url.host))
    return 'expected a URL on hooks.slack.com or hooks.slack-gov.com; another receiver that speaks as Slack does needs compatible: true';
  if (TRIGGER_PATH.test(url.pathname))
    return 'this starts a workflow and takes no messages; create an incoming webhook, whose path begins with /services/';
  if (!WEBHOOK_PATH.test(url.pathname) || url.search !== '' || url.hash !== '')
    return 'expected https://hooks.slack.com/services/T…/B…/…, as Slack shows it';
  return null;
}

/** The URL, and what of it would be enough to post. */
export function secretsOf({ url }: SlackOptions): readonly string[] {
  const { pathname, search } = new URL(url);
  const last = pathname.split('/').at(-1) ?? '';
  return [...new Set([url, pathname, search, last])].filter((secret) => secret.length > 1);
}
