import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSite } from '@/lib/site/check-site';
import { problemWords } from '@/lib/site/problem';
import { readExamples } from './list-examples';

const examples = readExamples();

test('what is shipped to begin with', () => {
  expect(examples.map(({ name, title }) => [name, title])).toEqual([
    ['debian-grid-in-a-box', 'GRID-in-a-box of Debian'],
    ['debian-grid-on-xen', 'Debian GRID on Xen'],
    ['grid-in-a-box', 'GRID-in-a-box'],
    ['multi-host', 'Many hosts'],
    ['tiny-grid-in-a-box', 'Tiny GRID-in-a-box'],
    ['tiny-grid-on-xen', 'Tiny GRID on Xen'],
    ['vo-box', 'VO-box'],
  ]);
  for (const { description } of examples) expect(description).toMatch(/\.$/);
});

test.each(examples)('$name is a site file without a mistake, named as its file', ({ name, text }) => {
  const checked = checkSite(text);
  expect('problems' in checked ? checked.problems.map(problemWords) : []).toEqual([]);
  expect('site' in checked ? checked.site.name : undefined).toBe(name);
});

test('so is the one that the reference shows', () => {
  const reference = readFileSync('docs/site-file.md', 'utf8');
  const [, text = ''] = /```yaml\n(apiVersion:[^`]*)```/.exec(reference) ?? [];
  const checked = checkSite(text);
  expect('problems' in checked ? checked.problems.map(problemWords) : []).toEqual([]);
  expect(
    'site' in checked ? checked.site.domains.map(({ name, address }) => `${name} ${address ?? ''}`.trim()) : [],
  ).toEqual(['box-ce 10.88.0.10', 'box-wn-1 10.88.0.21', 'box-wn-2 10.88.0.22']);
});
