import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
} from 'yaml';
import type { Path, Problem } from './problem.ts';

/** A YAML text as plain data, with the place of each value. */
export interface YamlDocument {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where a value stands, or else the nearest that holds it. From 1. */
  locate(path: Path): Position;
  has(path: Path): boolean;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Deeper than any setting; an alias that holds itself would go on for ever. */
export const MAX_DEPTH = 32;
/** Values after aliases are replaced by what they stand for: a few could stand for millions. */
export const MAX_VALUES = 50_000;
/** One slip often makes several. */
const MAX_SYNTAX_PROBLEMS = 10;

/** Reads YAML 1.2 with the core schema. Never throws, and never repeats the text: it may hold secrets. */
export function readDocument(text: string, source: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Seen to below, by a map: the parser compares each key with each.
    uniqueKeys: false,
    schema: 'core',
    resolveKnownTags: false,
    logLevel: 'error',
  });
  const data = new Data(document);
  const faults = syntaxFaults(document);
  const value = faults.length > 0 ? undefined : data.read();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const all = [...faults, ...data.faults];
  return {
    value: all.length > 0 ? undefined : value,
    problems: all.map(({ offset, path, message }) => ({ source, ...position(offset), path, message })),
    locate: (path) => position(data.offsetOf(path)),
    has: (path) => data.has(path),
  };
}

interface Fault {
  readonly offset: number;
  readonly path: Path;
  readonly message: string;
}

function syntaxFaults({ errors, warnings }: Document.Parsed): readonly Fault[] {
  const faults = [...errors, ...warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  const exhausted = faults.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const told = exhausted ? [exhausted] : faults.slice(0, MAX_SYNTAX_PROBLEMS);
  return told.map(({ code, pos }) => ({ offset: pos[0], path: [], message: SYNTAX[code] }));
}

/** A document as plain data; it remembers where each value was. */
class Data {
  readonly #document: Document.Parsed;
  readonly faults: Fault[] = [];
  readonly #offsets = new Map<string, number>();
  #values = 0;

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  read(): unknown {
    try {
      return this.#convert(this.#document.contents, [], 0);
    } catch (error) {
      if (!(error instanceof Excess)) throw error;
      this.faults.push({ offset: error.offset, path: [], message: error.message });
      return undefined;
    }
  }

  has(path: Path): boolean {
    return this.#offsets.has(JSON.stringify(path));
  }

  /** Of the value, or else of the nearest that holds it. */
  offsetOf(path: Path): number {
    return (
      this.#offsets.get(JSON.stringify(path)) ?? (path.length === 0 ? 0 : this.offsetOf(path.slice(0, -1)))
    );
  }

  #convert(node: unknown, path: Path, above: number): unknown {
    const offset = (isNode(node) && node.range?.[0]) || above;
    this.#values += 1;
    if (this.#values > MAX_VALUES)
      throw new Excess(offset, `more than ${MAX_VALUES} values, with what aliases stand for`);
    if (path.length > MAX_DEPTH) throw new Excess(offset, `nested more than ${MAX_DEPTH} deep`);
    // The value of a key is where the key is.
    if (!this.has(path)) this.#place(path, offset);
    if (isMap(node)) return this.#mapping(node.items, path, offset);
    if (isSeq(node)) return node.items.map((item, n) => this.#convert(item, [...path, n], offset));
    if (!isAlias(node)) return isScalar(node) ? node.value : null;
    const target = node.resolve(this.#document);
    if (target !== undefined) return this.#convert(target, path, offset);
    this.faults.push({ offset, path, message: 'an alias of an anchor that is not there' });
    return null;
  }

  #mapping(items: readonly Pair[], path: Path, above: number): object {
    const entries = new Map<string, unknown>();
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : '';
      const offset = (isScalar(key) && key.range?.[0]) || above;
      const inner = [...path, name];
      if (entries.has(name)) {
        this.faults.push({ offset, path: inner, message: 'it is there already, above' });
        continue;
      }
      this.#place(inner, offset);
      entries.set(name, this.#convert(value, inner, offset));
    }
    return Object.fromEntries(entries);
  }

  #place(path: Path, offset: number): void {
    this.#offsets.set(JSON.stringify(path), offset);
  }
}

class Excess extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** The parser's own messages repeat pieces of the text. */
const SYNTAX: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag',
  BAD_ALIAS: 'expected a name after * or &',
  BAD_COLLECTION_TYPE: 'the tag is not for this kind of value',
  BAD_DIRECTIVE: 'there is no such directive in YAML 1.2',
  BAD_DQ_ESCAPE: 'there is no such escape sequence in YAML; in single quotes a backslash is itself',
  BAD_INDENT: 'the indentation does not fit what is above, or a bracket is not closed',
  BAD_PROP_ORDER: 'an anchor or a tag stands where it cannot',
  BAD_SCALAR_START: 'a text cannot start with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on one line; put the text in quotes',
  BLOCK_IN_FLOW: 'a block cannot stand within brackets',
  DUPLICATE_KEY: 'it is there already, above',
  IMPOSSIBLE: 'no YAML',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters, or a colon is missing',
  MISSING_CHAR: 'a character is missing: a closing quote or bracket, a comma, a colon, or a space after one',
  MULTILINE_IMPLICIT_KEY: 'a key is on more than one line, or a colon is missing',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_DOCS: 'expected one document: there is a second "---"',
  MULTIPLE_TAGS: 'a value can have one tag only',
  NON_STRING_KEY: 'expected text as a key',
  RESOURCE_EXHAUSTION: `nested more than ${MAX_DEPTH} deep`,
  TAB_AS_INDENT: 'expected spaces as indentation, got a tab',
  TAG_RESOLVE_FAILED: 'there are no tags such as !this here',
  UNEXPECTED_TOKEN: 'this was not expected here',
};
