/** One message of `text/event-stream`, or a comment. */
export interface Message {
  readonly event: string;
  readonly id: string | null;
  /** Parsed; `null`: it has none. */
  readonly data: unknown;
}

/** Reads `text/event-stream` as a browser does, as far as hale writes it. */
export function messagesOf(text: string): readonly Message[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => {
      const lines = block.split('\n');
      const field = (name: string): string[] =>
        lines.flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []));
      const data = field('data').join('\n');
      return {
        event: field('event')[0] ?? (lines[0]?.startsWith(':') ? lines[0] : (lines[0] ?? '')),
        id: field('id')[0] ?? null,
        data: data === '' ? null : JSON.parse(data),
      };
    });
}

/** A stream that is read on demand: `more` gives what has come since, `ended` whether it is over. */
export function readStream(response: Response) {
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error('there is no body');
  const decoder = new TextDecoder();
  let text = '';
  let ended = false;
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    ended = true;
  })();
  reading.catch(() => undefined);
  return {
    get ended() {
      return ended;
    },
    more(): readonly Message[] {
      const messages = messagesOf(text);
      text = text.slice(text.lastIndexOf('\n\n') + 2);
      return messages;
    },
    leave: () => reader.cancel(),
  };
}
