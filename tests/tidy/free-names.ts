import { all, at, children, lineOf, type Node, parse } from './syntax.ts';

export interface FreeName {
  /** `process`, or with the property that is read of it: `Date.now`. A call without argument ends in `()`. */
  readonly name: string;
  readonly root: string;
  readonly line: number;
}

/** What a source uses, as a value, without declaring it anywhere: the globals. */
export function freeNames(path: string, text: string): readonly FreeName[] {
  const program = parse(path, text);
  const declared = new Set<string>();
  collectDeclared(program, declared);
  const found: FreeName[] = [];
  collectUsed(program, (node, name) => {
    const root = rootOf(name);
    if (!declared.has(root)) found.push({ name, root, line: lineOf(text, node) });
  });
  return found;
}

const rootOf = (name: string): string => name.split(/[.(]/, 1)[0] ?? name;

function collectDeclared(node: Node, into: Set<string>): void {
  if (/^(?:Variable|Function|Class|Arrow|Catch|Import\w*Specifier)/.test(node.type)) {
    for (const pattern of [at(node, 'id'), at(node, 'param'), at(node, 'local'), ...all(node, 'params')])
      if (pattern) collectBound(pattern, into);
  }
  for (const child of children(node)) collectDeclared(child, into);
}

function collectBound(pattern: Node, into: Set<string>): void {
  if (pattern.type === 'Identifier') into.add(String(pattern['name']));
  const parts = [at(pattern, 'value'), at(pattern, 'left'), at(pattern, 'argument')];
  for (const part of [...parts, ...all(pattern, 'properties'), ...all(pattern, 'elements')])
    if (part) collectBound(part, into);
}

type Use = (node: Node, name: string) => void;

/** TypeScript's own nodes are types, but for those that wrap an expression. */
function collectUsed(node: Node, use: Use): void {
  const { type } = node;
  if (type === 'Identifier') return use(node, String(node['name']));
  if (type === 'ImportDeclaration') return;
  if (type.startsWith('TS')) return visit(node, ['expression'], use);
  if (type === 'MemberExpression' && node['computed'] === false) return collectMember(node, use);
  const nothingGiven = all(node, 'arguments').length === 0;
  const callee = at(node, 'callee');
  if (
    (type === 'NewExpression' || type === 'CallExpression') &&
    nothingGiven &&
    callee?.type === 'Identifier'
  )
    return use(node, `${String(callee['name'])}()`);
  const named = type === 'Property' || type === 'MethodDefinition' || type === 'PropertyDefinition';
  if (named && node['computed'] === false) return visit(node, ['value'], use);
  for (const child of children(node)) collectUsed(child, use);
}

function collectMember(node: Node, use: Use): void {
  const object = at(node, 'object');
  const property = at(node, 'property');
  if (object?.type === 'Identifier') use(node, `${String(object['name'])}.${String(property?.['name'])}`);
  else if (object) collectUsed(object, use);
}

function visit(node: Node, fields: readonly string[], use: Use): void {
  for (const field of fields) {
    const child = at(node, field);
    if (child) collectUsed(child, use);
  }
}
