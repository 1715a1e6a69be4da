import { describe, expect, it } from 'vitest';
import { readReply } from './reply.ts';
import { REPLY_LIMIT_BYTES } from './transport.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function response(...parts: readonly (string | Uint8Array | Error)[]) {
  let left = false;
  let taken = 0;
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (const part of parts) {
        if (part instanceof Error) throw part;
        taken += 1;
        yield typeof part === 'string' ? bytes(part) : part;
      }
    } finally {
      left = true;
    }
  }
  return {
    response: { status: 200, headers: { a: 'b' }, body: body() },
    left: () => left,
    taken: () => taken,
  };
}

describe('readReply', () => {
  it('puts its parts together, a character cut in two as well', async () => {
    const { response: given } = response(bytes('né').subarray(0, 2), bytes('né').subarray(2), '!');
    expect(await readReply(given)).toEqual({
      reply: { status: 200, headers: { a: 'b' }, text: 'né!' },
      whole: true,
    });
  });

  it('of what is no text makes text', async () => {
    expect((await readReply(response(new Uint8Array([0xff, 0x41])).response)).reply.text).toBe('\ufffdA');
  });

  it.each([
    ['to the bound', REPLY_LIMIT_BYTES - 1, REPLY_LIMIT_BYTES - 1],
    ['at the bound', REPLY_LIMIT_BYTES, REPLY_LIMIT_BYTES],
    ['over the bound', REPLY_LIMIT_BYTES + 1, REPLY_LIMIT_BYTES],
  ])('reads %s', async (_, size, read) => {
    const { reply, whole } = await readReply(response('x'.repeat(size)).response);
    expect(reply.text).toHaveLength(read);
    expect(whole).toBe(true);
  });

  it('leaves a body that does not end', async () => {
    const endless = response(...Array.from({ length: 1_000 }, () => 'x'.repeat(1024)));
    await readReply(endless.response);
    expect(endless.taken()).toBe(REPLY_LIMIT_BYTES / 1024);
    expect(endless.left()).toBe(true);
  });

  it('gives what came of one that broke off', async () => {
    const broken = response('o', new Error('reset')).response;
    expect(await readReply(broken)).toMatchObject({ reply: { text: 'o' }, whole: false });
  });
});
