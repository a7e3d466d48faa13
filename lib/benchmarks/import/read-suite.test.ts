/** Documents of the HEP Benchmark Suite, good ones and others. */
import { describe, expect, test } from 'vitest';
import { readSuite } from './read-suite';

const NOW = new Date('2026-11-28T12:00:00Z');
const DOCUMENT = {
  _id: 'b6c4b2c2-uid_2023-05-13T23:05:57Z',
  _timestamp: '2023-05-13T23:05:57Z',
  _timestamp_end: '2023-05-14T09:39:08Z',
  json_version: 'v2.2',
  host: {
    hostname: 'lxb-01.example',
    ip: '192.0.2.1',
    tags: { site: 'openlab', rack: 7, burst: true, nested: { no: 'tag' } },
    FLAGS: { mp_num: 8 },
    HW: { CPU: { CPU_Model: 'Xeon 5160', Sockets: 2 }, MEMORY: { any: 'thing' } },
  },
  profiles: {
    hepscore: {
      report: {
        score: 144.01,
        status: 'success',
        settings: { name: 'HEPscore23', version: '1.5' },
        'wl-scores': { 'atlas-gen-bmk': { ref: 1 } },
      },
    },
    hs06_32: { score: 100.5 },
    hs06_64: { score: 110.25 },
    spec2017: { score: 42 },
    DB12: { value: 25.3, unit: 'est. HS06' },
    power: { series: [[0, 100]] },
  },
};
const read = (document: unknown) => readSuite(JSON.stringify(document), 'native', NOW);
const changed = (change: (document: Record<string, never> & typeof DOCUMENT) => void) => {
  const document = structuredClone(DOCUMENT) as Parameters<typeof change>[0];
  change(document);
  return read(document).problems.map(({ field, message }) => `${field}: ${message}`);
};

test('a document gives a score for each benchmark that is known, and the rest is said to be left out', () => {
  const { measurements, documentId, leftOut, problemCount } = read(DOCUMENT);
  expect(problemCount).toBe(0);
  expect(documentId).toBe(DOCUMENT._id);
  expect(measurements.map(({ benchmark, version, unit, samples }) => [benchmark, version, unit, samples])).toEqual([
    ['HEPscore23', '1.5', 'HEPscore23', [144.01]],
    ['HS06, 32 bit', '', 'HS06', [100.5]],
    ['HS06, 64 bit', '', 'HS06', [110.25]],
    ['SPEC CPU2017', '', 'SPEC2017', [42]],
    ['DB12', '', 'est. HS06', [25.3]],
  ]);
  expect(measurements[0]).toMatchObject({
    hostName: 'lxb-01.example',
    measuredOn: 'native',
    parameters: 'mp_num=8',
    cpuModel: 'Xeon 5160',
    at: new Date('2023-05-13T23:05:57Z'),
    direction: 'higher-is-better',
    tags: { site: 'openlab', rack: '7', burst: 'true', json_version: 'v2.2' },
  });
  expect(leftOut).toEqual(['profiles that are no benchmark known here: power']);
});

test('an older suite has HEPscore’s score without its report', () => {
  const { measurements } = read({ ...DOCUMENT, profiles: { hepscore: { score: 12.5, benchmarks: {} } } });
  expect(measurements).toMatchObject([{ benchmark: 'HEPscore', samples: [12.5] }]);
});

describe('what is missing or of another type is named by its path', () => {
  test.each([
    ['no id', (d: typeof DOCUMENT) => Reflect.deleteProperty(d, '_id'), ['_id: is missing']],
    [
      'a number for a name',
      (d: typeof DOCUMENT) => Object.assign(d.host, { hostname: 5 }),
      ['host.hostname: is a number, not text'],
    ],
    ['no host', (d: typeof DOCUMENT) => Reflect.deleteProperty(d, 'host'), ['host: is missing']],
    [
      'profiles in a list',
      (d: typeof DOCUMENT) => Object.assign(d, { profiles: [] }),
      ['profiles: is a list, not an object'],
    ],
    [
      'no profile that is known',
      (d: typeof DOCUMENT) => Object.assign(d, { profiles: { power: {} } }),
      ['profiles: has none of hepscore, hs06_32, hs06_64, spec2017, DB12'],
    ],
    [
      'text for a score, and no unit',
      (d: typeof DOCUMENT) => Object.assign(d.profiles, { hs06_32: { score: '100' }, DB12: { value: 3 } }),
      ['profiles.hs06_32.score: is text, not a number', 'profiles.DB12.unit: is missing'],
    ],
    [
      'no score in the report',
      (d: typeof DOCUMENT) => Reflect.deleteProperty(d.profiles.hepscore.report, 'score'),
      ['profiles.hepscore.report.score: is missing'],
    ],
    [
      'a score of nothing',
      (d: typeof DOCUMENT) => Object.assign(d.profiles.spec2017, { score: 0 }),
      ['profiles.spec2017.score: “0” is not above zero, as figures of benchmarks are'],
    ],
    [
      'a negative score',
      (d: typeof DOCUMENT) => Object.assign(d.profiles.spec2017, { score: -4 }),
      ['profiles.spec2017.score: “-4” is not above zero, as figures of benchmarks are'],
    ],
    [
      'a time that is none',
      (d: typeof DOCUMENT) => Object.assign(d, { _timestamp: 'Sat May 13' }),
      ['_timestamp: “Sat May 13” is no time like 2026-11-28T14:03:00Z'],
    ],
  ])('%s', (_, change, sentences) => {
    expect(changed((document) => void change(document))).toEqual(sentences);
  });

  test('an infinite score, which JSON can say by its exponent alone', () => {
    const text = JSON.stringify(DOCUMENT).replace('144.01', '1e999');
    expect(readSuite(text, 'unknown', NOW).problems).toMatchObject([
      { field: 'profiles.hepscore.report.score', message: '“Infinity” is not finite' },
    ]);
  });
});

describe('what is no JSON is told by its line', () => {
  test.each([
    ['a comma too many', '{\n "a": 1,\n}', 3],
    ['NaN, as Python writes it', `{\n"_id": "x",\n"score": NaN\n}`, 3],
    ['cut off', JSON.stringify(DOCUMENT, null, 1).slice(0, 60), 3],
    ['nothing', '', 1],
  ])('%s', (_, text, line) => {
    const { problems } = readSuite(text, 'unknown', NOW);
    expect(problems).toMatchObject([{ line, message: expect.stringMatching(/^not JSON: /) }]);
  });

  test('brackets within brackets, deeper than any reader', () => {
    const deep = '['.repeat(200_000);
    expect(readSuite(deep, 'unknown', NOW).problemCount).toBe(1);
    const closed = `{"_id":"x","extra":${deep}${']'.repeat(200_000)}}`;
    expect(readSuite(closed, 'unknown', NOW).problems.map(({ field }) => field)).toContain('profiles');
  });

  test('a list, and a file that is too large', () => {
    expect(read([DOCUMENT]).problems).toMatchObject([{ field: '', message: expect.stringMatching(/^It is a list;/) }]);
    const large = JSON.stringify({ ...DOCUMENT, filler: 'x'.repeat(9 * 1024 * 1024) });
    expect(readSuite(large, 'unknown', NOW).problems).toMatchObject([
      { message: expect.stringMatching(/^It has 9 MiB; at most 8 MiB/) },
    ]);
  });

  test('a name that would set a prototype is a key like any other', () => {
    const text = JSON.stringify(DOCUMENT).replace('"site"', '"__proto__"');
    expect(readSuite(text, 'unknown', NOW).problemCount).toBe(0);
    expect(Object.prototype).not.toHaveProperty('openlab');
  });
});
