import type { BenchmarkPlace } from '@/lib/domain/benchmark';

export const PLACE_WORDS: Record<BenchmarkPlace, string> = {
  domain: 'in a domain',
  'domain-pair': 'between two domains',
  host: 'on a host itself',
  'host-pair': 'between two hosts',
};
/** @example placesWords(['domain', 'host']) // 'in a domain, on a host itself' */
export const placesWords = (places: readonly BenchmarkPlace[]): string =>
  places.map((place) => PLACE_WORDS[place]).join(', ');

/** What a new definition begins with. Every field that must be there is. */
export const DEFINITION_TEMPLATE = `# The version is counted by Gridbox: each change of a benchmark is the next one.
name: my-benchmark
version: 1
title: My benchmark
about: What it measures, in a sentence or two.
places: [domain]
programs: [sysbench]
parameters:
  - { name: seconds, title: Seconds, unit: s, default: 5, min: 1, max: 600 }
# Words, not a line for a shell. {seconds} is replaced by the parameter.
command: [sysbench, cpu, '--time={seconds}', run]
metrics:
  - name: speed
    title: Speed
    unit: events/s
    direction: higher-is-better
    # The first group of the pattern is the figure; or jsonPath: $.path.to.it
    from: { pattern: 'events per second:\\s+([0-9.]+)' }
repeats: 10
warmUps: 1
# Of one repeat.
timeLimitSeconds: 900
`;

/** The same text under another name, to be typed over. */
export const asCopy = (yaml: string, name: string): string => yaml.replace(/^name:.*$/m, `name: ${name}-copy`);
