const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word of a command line as a POSIX shell reads it back. */
function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export interface Joining {
  readonly url: string;
  readonly token: string;
  /** Plain HTTP to another machine. */
  readonly readable: boolean;
}

/** What has a host report to a hub, to be pasted there. */
export function joiningCommand({ url, token, readable }: Joining): string {
  const plain = readable ? ' --allow-plain-http' : '';
  return `HALE_HUB_TOKEN=${token} hale agent --hub ${quoted(url)}${plain}`;
}
