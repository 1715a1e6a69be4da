import { registerHooks } from 'node:module';
import { MUTANTS } from './mutants.ts';

const name = process.env['HALE_MUTANT'];
const { edits = [] } = MUTANTS.find((mutant) => mutant.name === name) ?? {};

if (edits.length > 0)
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const here = edits.filter(({ file }) => url.endsWith(`/${file}`));
      if (here.length === 0) return loaded;
      const { source: given } = loaded;
      let source = typeof given === 'string' ? given : new TextDecoder().decode(given ?? undefined);
      for (const { file, find, replace } of here) {
        const parts = source.split(find);
        if (parts.length !== 2) throw new Error(`${name}: ${file} has its place ${parts.length - 1} times`);
        source = parts.join(replace);
      }
      return { ...loaded, source };
    },
  });
