import { parseSync } from 'rolldown/utils';

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/** The nodes of one TypeScript source. Throws, naming the file, where it does not parse. */
export function parse(path: string, text: string): Node {
  const { program, errors } = parseSync(path, text);
  const [first] = errors;
  if (first) throw new Error(`${path} does not parse: ${first.message}`);
  return program as unknown as Node;
}

/** Visits a node and all below it; `visit` returns false to go no deeper. */
export function walk(node: Node, visit: (node: Node) => boolean): void {
  if (!visit(node)) return;
  for (const child of children(node)) walk(child, visit);
}

export function children(node: Node): readonly Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The node in a field; undefined where there is none. */
export function at(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

export function all(node: Node, field: string): readonly Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function lineOf(text: string, { start }: Node): number {
  return text.slice(0, start).split('\n').length;
}

export function contains(node: Node, ...types: readonly string[]): boolean {
  return types.includes(node.type) || children(node).some((child) => contains(child, ...types));
}

/** Whether a source does anything, rather than only name, type or pass on. */
export function acts(program: Node): boolean {
  return contains(program, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression');
}
