/** The shipped definitions against outputs of the real programs (testing/), and definitions that people get wrong. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkDefinition, parseDefinition } from './check-definition';
import { fillCommand } from './definition';
import { parseOutput } from './parse-output';
import { readShippedDefinitions } from './read-definitions';
import { repeatFigures } from './repeat-figures';

const shipped = new Map(readShippedDefinitions().map((definition) => [definition.name, definition]));
const get = (name: string) => {
  const found = shipped.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const output = (name: string) => readFileSync(new URL(`testing/${name}`, import.meta.url), 'utf8');

describe('shipped benchmarks', () => {
  test('there is one for each thing that the report measured, and more', () => {
    expect([...shipped.keys()]).toEqual([
      'cluster-ping-pong',
      'cpu-loop',
      'cpu-primes',
      'cpu-sha256',
      'disk-random-read',
      'memory-copy',
      'memory-write',
    ]);
  });

  test.each([
    ['cpu-primes', 'sysbench-cpu.txt', { speed: 1 }],
    ['cpu-sha256', 'openssl.txt', { throughput: 1 }],
    ['memory-copy', 'mbw.txt', { bandwidth: 1 }],
    ['memory-write', 'sysbench-memory.txt', { bandwidth: 1 }],
    ['disk-random-read', 'fio.json', { rate: 1, latency: 1 }],
    ['cluster-ping-pong', 'netpipe.txt', { startup: 1, bandwidth: 1 }],
  ])('%s reads what its program wrote', (name, file, metrics) => {
    const { figures } = parseOutput(get(name), output(file));
    expect(Object.keys(figures).toSorted()).toEqual(Object.keys(metrics).toSorted());
    for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0);
  });

  test('the figures are in the units they say: MB of a million bytes, µs, and the curve beside them', () => {
    const { figures, series } = parseOutput(get('cluster-ping-pong'), output('netpipe.txt'));
    expect(figures['startup']).toBe(7.18);
    // 1,048,576 bytes in 202.79 µs.
    expect(figures['bandwidth']).toBeCloseTo(1_048_576 / 202.79, 0);
    expect(series['bandwidth']).toHaveLength(40);
    expect(series['bandwidth']?.at(-1)).toEqual({ x: 1_048_576, y: figures['bandwidth'] });
    expect(series['startup']?.[0]).toEqual({ x: 1, y: 7.18 });
  });

  test('the loop of awk runs for as long as it is told, and counts', () => {
    const [program, ...words] = fillCommand(get('cpu-loop'), 'command', { seconds: 1 });
    const { figures } = parseOutput(get('cpu-loop'), execFileSync(program, words, { encoding: 'utf8' }));
    expect(figures['speed']).toBeGreaterThan(1_000);
  });

  test('parameters stand in their places, and only those there are', () => {
    expect(
      fillCommand(get('cluster-ping-pong'), 'command', { largest: 4096 }, { peer: '10.88.0.12', port: 20_000 }),
    ).toEqual(['NPtcp', '-p', '0', '-P', '20000', '-u', '4096', '-h', '10.88.0.12']);
    const disk = get('disk-random-read');
    expect(() => fillCommand(disk, 'command', { file: 'a b; rm -rf /' })).toThrow('letters, digits');
    expect(() => fillCommand(disk, 'command', { seconds: 0 })).toThrow('Seconds: at least 1');
    expect(() => fillCommand(disk, 'command', { colour: 1 })).toThrow('no parameter colour');
    expect(() => fillCommand(disk, 'server', {})).toThrow('has no server');
  });
});

describe('one figure a repeat', () => {
  const sample = (repeat: number, figure: number | null, warmUp = false) => ({
    repeat,
    warmUp,
    figures: figure === null ? null : { speed: figure },
  });
  test('of one end it is its own; warm-ups and failed repeats have none', () => {
    const samples = [sample(0, 90, true), sample(2, 12), sample(1, 11), sample(3, null)];
    for (const across of ['sum', 'each'] as const)
      expect(repeatFigures({ name: 'speed', across }, samples, 1)).toEqual([11, 12]);
  });
  test('of three ends at once it is their sum or their median; where one failed there is none', () => {
    const samples = [10, 30, 11]
      .map((figure) => sample(0, figure))
      .concat([20, null, 21].map((each) => sample(1, each)));
    expect(repeatFigures({ name: 'speed', across: 'sum' }, samples, 3)).toEqual([51]);
    expect(repeatFigures({ name: 'speed', across: 'each' }, samples, 3)).toEqual([11]);
  });
});

describe('output that is not what it should be', () => {
  test.each([
    ['nothing', 'cpu-primes', '', 'Speed: not found in the output'],
    [
      'no JSON',
      'disk-random-read',
      'fio: error',
      'Reads: the output is not JSON; Latency, median: the output is not JSON',
    ],
    ['JSON of another form', 'disk-random-read', '[1]', 'Reads: not found in the output; Latency, median: not found'],
    ['no number', 'disk-random-read', '{"jobs":[{"read":{"iops":"","clat_ns":{}}}]}', 'Reads: “” is no number'],
    ['no curve', 'cluster-ping-pong', '  0: 1 bytes 4429 times --> 1.06 Mbps in nan usec', 'Startup: not found'],
  ])('%s: says what is missing', (_, name, text, sentence) => {
    expect(() => parseOutput(get(name), text)).toThrow(sentence);
  });

  test('a pattern that would take for ever elsewhere ends at once', () => {
    const text = readFileSync(new URL('definitions/cpu-primes.yaml', import.meta.url), 'utf8');
    const slow = parseDefinition(text.replace(/pattern: '.*'/, () => String.raw`pattern: '^(a+)+$'`));
    expect(() => parseOutput(slow, `${'a'.repeat(5_000)}!`)).toThrow('not found');
  });
});

describe('a definition that is wrong is refused with its place', () => {
  const good = readFileSync(new URL('definitions/cluster-ping-pong.yaml', import.meta.url), 'utf8');
  /** Where these words stand in it, from 1. */
  const lineOf = (words: string) => good.split('\n').findIndex((line) => line.includes(words)) + 1;
  const appended = good.split('\n').length;
  test.each([
    ['no YAML', 'name: [', 'line 1: '],
    ['no map', '- 1', 'line 1: '],
    ['a field too many', `${good}colour: red\n`, `line ${appended}, colour: is no field`],
    [
      'an unknown place in a command',
      good.replace("'{peer}'", "'{pier}'"),
      `line ${lineOf('command:')}, command.8: {pier} is no parameter`,
    ],
    [
      'a server without a pair',
      good.replace('[domain-pair, host-pair]', '[domain]'),
      `line ${lineOf('server:')}, server: only a pair`,
    ],
    [
      'both ways at once',
      good.replace('[domain-pair, host-pair]', '[domain, host-pair]'),
      `line ${lineOf('places:')}, places: `,
    ],
    [
      'a default out of bounds',
      good.replace('default: 1048576', 'default: 1'),
      `line ${lineOf('name: largest')}, parameters.0.default: at least 1024`,
    ],
    [
      'a pattern that is none',
      good.replace(String.raw`'(?s:.*)-->`, String.raw`'(?s:.*-->`),
      `line ${lineOf('Mbps in')}, metrics.1.from.pattern: not a regular expression of RE2`,
    ],
    [
      'a pattern without a group',
      good.replace(String.raw`([0-9.]+) Mbps in', scale`, String.raw`[0-9.]+ Mbps in', scale`),
      /first group/,
    ],
    [
      'a group that is not there',
      good.replace('group: 3', 'group: 4'),
      `line ${lineOf('metric: startup')}, series.y.1.group: the pattern has 3 groups`,
    ],
    ['no time limit', good.replace('timeLimitSeconds: 900', ''), 'line 1, timeLimitSeconds: is missing'],
    [
      'neither way to find a figure',
      good.replace(/from: \{ pattern: '\^.*/, 'from: { patern: x }'),
      `line ${lineOf('1 bytes.*')}, metrics.0.from.patern: is no field`,
    ],
    ['two fields of one name', `${good}name: twice\n`, `line ${appended}: is there already: a field stands once`],
    [
      'text for a number',
      good.replace('timeLimitSeconds: 900', 'timeLimitSeconds: soon'),
      'timeLimitSeconds: has to be a number, and is text',
    ],
    [
      'a limit that is passed',
      good.replace('timeLimitSeconds: 900', 'timeLimitSeconds: 0'),
      'timeLimitSeconds: has to be at least 1',
    ],
    [
      'a word that is none of them',
      good.replace('[domain-pair, host-pair]', '[domian]'),
      'places.0: has to be one of domain, domain-pair, host, host-pair',
    ],
    ['a text that is no definition at all', `${good}# ${'x'.repeat(70_000)}`, 'line 1: The text has 7'],
    ['aliases', 'a: &a [1]\nb: *a\n', /alias/i],
  ])('%s', (_, text, sentence) => {
    expect(() => parseDefinition(text)).toThrow(sentence);
  });

  test('a bracket that is left open is one mistake, told in plain words', () => {
    const open = good.replace('[domain-pair, host-pair]', '[domain-pair, host-pair');
    const checked = checkDefinition(open);
    const problems = 'problems' in checked ? checked.problems : [];
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/bracket/);
  });
});
