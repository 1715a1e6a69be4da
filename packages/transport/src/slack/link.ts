import { URL_LIMIT } from './blocks.ts';

const PLACEHOLDER = /\{(\w*)\}/g;

export interface LinkTarget {
  readonly subject: string;
  readonly host: string;
}

/** Whether it makes an http(s) URL whose origin is the template's alone. */
export function isLinkTemplate(template: string): boolean {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name);
  if (names.length === 0 || !names.every((name) => name === 'subject' || name === 'host')) return false;
  const [one, other] = ['a', 'b'].map((value) => fill(template, { subject: value, host: value }));
  if (one === undefined || other === undefined || !URL.canParse(one) || !URL.canParse(other)) return false;
  const { protocol, host } = new URL(one);
  return (protocol === 'https:' || protocol === 'http:') && host === new URL(other).host;
}

/** `null`: it would be longer than Slack takes. */
export function linkTo(template: string, target: LinkTarget): string | null {
  if (target.subject.length > URL_LIMIT || target.host.length > URL_LIMIT) return null;
  const url = fill(template, target);
  return url.length <= URL_LIMIT ? url : null;
}

function fill(template: string, target: LinkTarget): string {
  return template.replace(PLACEHOLDER, (_, name) =>
    encodeURIComponent((name === 'subject' ? target.subject : target.host).toWellFormed()),
  );
}
