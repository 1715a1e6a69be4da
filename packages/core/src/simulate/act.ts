import * as z from 'zod';

const MAX_TEXT = 4096;
const MAX_EXIT_CODE = 255;

const Text = z.string().max(MAX_TEXT);
const verb = <Verb extends string>(name: Verb) => z.strictObject({ do: z.literal(name) });

/**
 * Something that a container does, or that is done to it.
 *
 * - `start`, `stop`, `restart`, `pause`, `unpause`, `kill`, `rename`, `remove`: as a person would with docker
 * - `exit`: its first process ends by itself; `oom`: the kernel kills it for want of memory
 * - `pass`, `fail`, `hang`: how its check comes out from now on
 */
export const Act = z.discriminatedUnion('do', [
  verb('start'),
  verb('stop'),
  verb('restart'),
  verb('pause'),
  verb('unpause'),
  verb('oom'),
  verb('remove'),
  verb('pass'),
  verb('hang'),
  z.strictObject({ do: z.literal('kill'), signal: Text.default('KILL') }),
  z.strictObject({ do: z.literal('exit'), code: z.int().min(0).max(MAX_EXIT_CODE).default(1) }),
  z.strictObject({ do: z.literal('fail'), output: Text.default('not well') }),
  z.strictObject({ do: z.literal('rename'), name: Text }),
]);

export type Act = z.infer<typeof Act>;
