import { at, lineOf, type Node, parse, walk } from './syntax.ts';

export interface Import {
  /** What stands in quotes; `(computed)` where it is no literal. */
  readonly specifier: string;
  readonly line: number;
}

const sourceField: Readonly<Record<string, string>> = {
  ImportDeclaration: 'source',
  ExportNamedDeclaration: 'source',
  ExportAllDeclaration: 'source',
  ImportExpression: 'source',
  TSImportType: 'source',
  TSExternalModuleReference: 'expression',
};

/** Every module that a source names, for values and for types alike. */
export function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  walk(parse(path, text), (node) => {
    const field = sourceField[node.type];
    const source = field === undefined ? undefined : at(node, field);
    if (source) found.push({ specifier: literal(source), line: lineOf(text, node) });
    return true;
  });
  return found;
}

function literal({ type, value }: Node): string {
  return type === 'Literal' && typeof value === 'string' ? value : '(computed)';
}
