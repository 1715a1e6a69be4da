import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSelected, labelsAskedFor, type Matcher, type Selection } from './selection.ts';

const EVERYTHING: Selection = { include: [], exclude: [] };
const ID = '0123456789abcdef'.repeat(4);
const web = {
  id: ID,
  name: 'shop-web-1',
  labels: { 'com.docker.compose.project': 'shop', tier: 'front', bare: '' },
};

const matcher = (part: Partial<Matcher>): Matcher => ({ name: null, project: null, label: null, ...part });
const label = (key: string, value: string | null = null): Matcher => matcher({ label: { key, value } });

describe('a matcher', () => {
  it.each<[string, Matcher, boolean]>([
    ['a name', matcher({ name: 'shop-web-1' }), true],
    ['a glob of a name', matcher({ name: 'shop-*' }), true],
    ['another name', matcher({ name: 'web' }), false],
    ['a project', matcher({ project: 'shop' }), true],
    ['a glob of a project', matcher({ project: 's*' }), true],
    ['another project', matcher({ project: 'shopping' }), false],
    ['a label', label('tier'), true],
    ['a label without a value', label('bare'), true],
    ['another label', label('team'), false],
    ['a label and its value', label('tier', 'front'), true],
    ['a glob of a value', label('tier', 'fr?nt'), true],
    ['an empty value', label('bare', ''), true],
    ['another value', label('tier', 'back'), false],
    ['what every object has', label('constructor'), false],
    [
      'all of several',
      matcher({ name: '*-web-*', project: 'shop', label: { key: 'tier', value: null } }),
      true,
    ],
    ['one of several not', matcher({ name: '*-web-*', project: 'bank' }), false],
    ['nothing', matcher({}), true],
  ])('by %s', (_, asked, fits) => {
    expect(isSelected(web, { include: [asked], exclude: [] }, null)).toBe(fits);
    expect(isSelected(web, { include: [], exclude: [asked] }, null)).toBe(!fits);
  });

  it('of a project fits no container without one', () => {
    expect(
      isSelected({ ...web, labels: {} }, { include: [matcher({ project: '*' })], exclude: [] }, null),
    ).toBe(false);
  });
});

describe('whatever is selected', () => {
  it.each([
    ['hale.ignore', 'true', false],
    ['hale.ignore', ' True ', false],
    ['hale.ignore', 'false', true],
    ['hale.ignore', '', true],
    ['hale.watch', 'false', false],
    ['hale.watch', 'FALSE', false],
    ['hale.watch', 'true', true],
    ['hale.watch', 'no', true],
  ])('the label %s=%s: watched %s', (key, value, watched) => {
    expect(isSelected({ ...web, labels: { [key]: value } }, EVERYTHING, null)).toBe(watched);
  });

  it.each([
    ['its id', ID, false],
    ['its host name, the short id', ID.slice(0, 12), false],
    ['a host name that is not one', ID.slice(0, 11), true],
    ['another id', 'f'.repeat(64), true],
    ['nothing', '', true],
    ['no container', null, true],
  ])('hale itself, known by %s: watched %s', (_, self, watched) => {
    expect(isSelected(web, EVERYTHING, self)).toBe(watched);
  });
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '-'), maxLength: 4 });
const maybe = fc.option(word);
const matchers = fc.array(
  fc.record<Matcher>({
    name: maybe,
    project: maybe,
    label: fc.option(fc.record({ key: fc.constantFrom('x', 'y'), value: maybe })),
  }),
  { maxLength: 3 },
);
const selections = fc.record<Selection>({ include: matchers, exclude: matchers });
const containers = fc.record({
  id: fc.stringMatching(/^[\da-f]{64}$/),
  name: word,
  labels: fc.dictionary(fc.constantFrom('x', 'y', 'com.docker.compose.project'), word),
});

describe('a selection', () => {
  it('never takes hale itself, nor what asks to be left alone', () => {
    fc.assert(
      fc.property(containers, selections, (container, selection) => {
        expect(isSelected(container, selection, container.id)).toBe(false);
        expect(isSelected({ ...container, labels: { 'hale.ignore': 'true' } }, selection, null)).toBe(false);
        expect(isSelected({ ...container, labels: { 'hale.watch': 'false' } }, selection, null)).toBe(false);
      }),
    );
  });

  it('takes what one of its includes takes, less what one of its excludes takes', () => {
    fc.assert(
      fc.property(containers, selections, (container, selection) => {
        const alone = (each: Matcher): boolean =>
          isSelected(container, { include: [each], exclude: [] }, null);
        const included = selection.include.length === 0 || selection.include.some(alone);
        expect(isSelected(container, selection, null)).toBe(included && !selection.exclude.some(alone));
      }),
    );
  });

  it('goes by no label that it does not ask for', () => {
    fc.assert(
      fc.property(containers, selections, word, (container, selection, value) => {
        const asked = labelsAskedFor(selection);
        const kept = Object.entries(container.labels).filter(
          ([key]) => key.startsWith('com.') || asked.has(key),
        );
        const fewer = { ...container, labels: { ...Object.fromEntries(kept), other: value } };
        expect(isSelected(fewer, selection, null)).toBe(isSelected(container, selection, null));
      }),
    );
  });

  it('says which labels it asks for', () => {
    expect([
      ...labelsAskedFor({ include: [label('a'), matcher({})], exclude: [label('b', 'x'), label('a')] }),
    ]).toEqual(['a', 'b']);
  });
});
