import { describe, expect, test } from 'vitest';
import { JUNIT_BYTES_MAX } from '@/lib/domain/campaign';
import { parseJUnit } from './parse-junit';

/** As pytest 7 writes it, shortened. */
const PYTEST = `<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="3" time="0.051">
<testcase classname="test_se.Put" name="test_put[/data/&lt;a&gt;]" time="0.001" />
<testcase classname="test_se.Put" name="test_get" time="1.5"><failure message="assert 1 == 2">def test_get():
&gt;   assert 1 == 2</failure></testcase>
<testcase classname="test_se.Put" name="test_rm" time="0.000"><skipped type="pytest.skip" message="no SE">x.py:3: no SE</skipped></testcase>
</testsuite></testsuites>`;

describe('a report of JUnit XML', () => {
  test('as pytest writes it', () => {
    expect(parseJUnit(PYTEST)).toEqual([
      { suite: 'pytest / test_se.Put', name: 'test_put[/data/<a>]', outcome: 'passed', seconds: 0.001, message: '' },
      {
        suite: 'pytest / test_se.Put',
        name: 'test_get',
        outcome: 'failed',
        seconds: 1.5,
        message: 'assert 1 == 2\ndef test_get():\n>   assert 1 == 2',
      },
      {
        suite: 'pytest / test_se.Put',
        name: 'test_rm',
        outcome: 'skipped',
        seconds: 0,
        message: 'no SE\nx.py:3: no SE',
      },
    ]);
  });

  test('with one suite as its root, suites in suites, and without what may be left out', () => {
    const text = `<testsuite name="all"><testsuite name="io"><testcase name="reads"/></testsuite>
      <testcase name="starts" time="soon"><error/></testcase></testsuite>`;
    expect(parseJUnit(text)).toEqual([
      { suite: 'all', name: 'starts', outcome: 'error', seconds: null, message: '' },
      { suite: 'all / io', name: 'reads', outcome: 'passed', seconds: null, message: '' },
    ]);
    expect(parseJUnit('<testsuites/>')).toEqual([]);
  });

  test.each([
    ['<testsuite><testcase name="a"></testsuite>', 'line 1, column'],
    ['', 'It is not XML'],
    ['<html><body/></html>', 'It has no <testsuites> and no <testsuite>.'],
    ['<testsuite name="s"><testcase/></testsuite>', 'A test of the suite “s” has no name.'],
    ['<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>', 'It declares a document type'],
    [`<testsuite>${'x'.repeat(JUNIT_BYTES_MAX)}</testsuite>`, 'It is larger than 2 MiB.'],
    [`${'<testsuite>'.repeat(20_000)}${'</testsuite>'.repeat(20_000)}`, 'It '],
  ])('is refused with its reason: %#', (text, words) => {
    expect(() => parseJUnit(text)).toThrow(words);
  });

  test('keeps no NUL and no book', () => {
    const [only] = parseJUnit(`<testsuite><testcase name="${'n'.repeat(9_000)}&#0;"/></testsuite>`);
    expect(only?.name).toHaveLength(500);
  });
});
