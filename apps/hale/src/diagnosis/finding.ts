import type { Cell } from '../screen/table.ts';

/** One line of a diagnosis. */
export interface Finding {
  readonly topic: string;
  /** `warning`: hale works, but less well. `problem`: it does not. */
  readonly verdict: 'fine' | 'warning' | 'problem';
  readonly text: string;
  /** What to do about it; `null` where all is well. */
  readonly advice: string | null;
}

export function fine(topic: string, text: string): Finding {
  return { topic, verdict: 'fine', text, advice: null };
}

export function warning(topic: string, text: string, advice: string): Finding {
  return { topic, verdict: 'warning', text, advice };
}

export function problem(topic: string, text: string, advice: string): Finding {
  return { topic, verdict: 'problem', text, advice };
}

const MARKS = {
  fine: { symbol: '✓', style: 'good' },
  warning: { symbol: '!', style: 'doubt' },
  problem: { symbol: '✗', style: 'problem' },
} as const;

const TOPIC_COLUMNS = 10;

/** The finding, then what to do about it on a line of its own. */
export function findingLines({ topic, verdict, text, advice }: Finding): readonly (readonly Cell[])[] {
  const { symbol, style } = MARKS[verdict];
  const head: Cell[] = [
    { text: `${symbol} `, style },
    { text: topic.padEnd(TOPIC_COLUMNS), style: 'strong' },
    { text },
  ];
  const indent = ' '.repeat(2 + TOPIC_COLUMNS);
  return advice === null ? [head] : [head, [{ text: `${indent}→ ` }, { text: advice }]];
}

export function verdictOf(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const parts = [
    ...(problems > 0 ? [plural(problems, 'problem')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ];
  return parts.length === 0 ? 'All is well.' : `${parts.join(', ')}.`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
