/** The longest value of a label, in UTF-16 units. */
export const MAX_LABEL = 256;

/** One metric. Names are of base units and end as Prometheus has it; a counter's `_total` and an info's `_info` are added. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'info';
  /** A sentence. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function gauge(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, type: 'gauge', help, samples };
}

export function counter(name: string, help: string, samples: readonly Sample[]): MetricFamily {
  return { name, type: 'counter', help, samples };
}

/** The one sample of a metric without labels. */
export function only(value: number): readonly Sample[] {
  return [{ labels: {}, value }];
}

export const EXPOSITION_TYPES = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const;

/** Prometheus text 0.0.4, or OpenMetrics 1.0. What has no sample is left out. */
export function exposition(families: readonly MetricFamily[], format: keyof typeof EXPOSITION_TYPES): string {
  const lines = families
    .filter(({ samples }) => samples.length > 0)
    .flatMap((family) => (format === 'text' ? inText(family) : inOpenMetrics(family)));
  return [...lines, ...(format === 'openmetrics' ? ['# EOF'] : []), ''].join('\n');
}

const SUFFIX = { gauge: '', counter: '_total', info: '_info' } as const;

function inText({ name, type, help, samples }: MetricFamily): readonly string[] {
  const full = name + SUFFIX[type];
  return [
    `# HELP ${full} ${escapeHelp(help)}`,
    `# TYPE ${full} ${type === 'info' ? 'gauge' : type}`,
    ...samples.map((sample) => line(full, sample)),
  ];
}

function inOpenMetrics({ name, type, help, samples }: MetricFamily): readonly string[] {
  return [
    `# HELP ${name} ${escapeValue(help)}`,
    `# TYPE ${name} ${type}`,
    ...samples.map((sample) => line(name + SUFFIX[type], sample)),
  ];
}

function line(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeValue(labelValue(text))}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

/** As it will be read: what is no text, or too long, is not. */
export function labelValue(text: string): string {
  return text.slice(0, MAX_LABEL).toWellFormed();
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
