import { describe, expect, it } from 'vitest';
import { exposition, MAX_LABEL, type MetricFamily } from './exposition.ts';

const FAMILIES: readonly MetricFamily[] = [
  {
    name: 'a_gauge_seconds',
    type: 'gauge',
    help: 'A "help"\nof \\ two.',
    samples: [{ labels: {}, value: 1.5 }],
  },
  { name: 'a_counter', type: 'counter', help: 'Counts.', samples: [{ labels: { a: 'x', b: '' }, value: 0 }] },
  { name: 'an', type: 'info', help: 'Informs.', samples: [{ labels: { version: '1' }, value: 1 }] },
  { name: 'nothing', type: 'gauge', help: 'Has no sample.', samples: [] },
];

const valueOf = (text: string) => {
  const family: MetricFamily = {
    name: 'm',
    type: 'gauge',
    help: 'h',
    samples: [{ labels: { l: text }, value: 1 }],
  };
  return exposition([family], 'text').split('\n')[2];
};

describe('exposition', () => {
  it('is Prometheus text', () => {
    expect(exposition(FAMILIES, 'text')).toBe(
      [
        '# HELP a_gauge_seconds A "help"\\nof \\\\ two.',
        '# TYPE a_gauge_seconds gauge',
        'a_gauge_seconds 1.5',
        '# HELP a_counter_total Counts.',
        '# TYPE a_counter_total counter',
        'a_counter_total{a="x",b=""} 0',
        '# HELP an_info Informs.',
        '# TYPE an_info gauge',
        'an_info{version="1"} 1',
        '',
      ].join('\n'),
    );
  });

  it('is OpenMetrics', () => {
    expect(exposition(FAMILIES, 'openmetrics')).toBe(
      [
        '# HELP a_gauge_seconds A \\"help\\"\\nof \\\\ two.',
        '# TYPE a_gauge_seconds gauge',
        'a_gauge_seconds 1.5',
        '# HELP a_counter Counts.',
        '# TYPE a_counter counter',
        'a_counter_total{a="x",b=""} 0',
        '# HELP an Informs.',
        '# TYPE an info',
        'an_info{version="1"} 1',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a"b', 'm{l="a\\"b"} 1'],
    ['a\\b', 'm{l="a\\\\b"} 1'],
    ['a\nb', 'm{l="a\\nb"} 1'],
    ['"} 1\nm{l="', 'm{l="\\"} 1\\nm{l=\\""} 1'],
    ['a\ud800', 'm{l="a\ufffd"} 1'],
    ['x'.repeat(MAX_LABEL), `m{l="${'x'.repeat(MAX_LABEL)}"} 1`],
    ['x'.repeat(MAX_LABEL + 1), `m{l="${'x'.repeat(MAX_LABEL)}"} 1`],
  ])('takes %j as text', (text, line) => {
    expect(valueOf(text)).toBe(line);
  });
});
