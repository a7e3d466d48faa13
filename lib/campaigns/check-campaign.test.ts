import { expect, test } from 'vitest';
import { CAMPAIGN_EXAMPLE } from '@/lib/contracts/campaign-example';
import { checkCampaign } from './check-campaign';

test('the example is a campaign file as it stands', () => {
  expect(checkCampaign(CAMPAIGN_EXAMPLE)).toMatchObject({ file: { name: 'my-tests', junit: ['report.xml'] } });
});

const file = (environments: string, rest = 'command: ["true"]'): string =>
  `schema: gridcampaign/v1\nname: tests\nenvironments: ${environments}\n${rest}\n`;
const problemsOf = (text: string) => {
  const checked = checkCampaign(text);
  return 'problems' in checked ? checked.problems.map(({ field, message }) => `${field} ${message}`) : [];
};
const FINE = '[{ name: a, like: wn-01, memoryMiB: 64 }]';

test('what is left out has its usual value', () => {
  expect(checkCampaign(file(FINE))).toEqual({
    file: {
      schema: 'gridcampaign/v1',
      name: 'tests',
      description: '',
      environments: [{ name: 'a', like: 'wn-01', memoryMiB: 64, vcpus: 1 }],
      archive: false,
      folder: '/tmp/campaign',
      command: ['true'],
      variables: {},
      timeoutSeconds: 600,
      junit: [],
      artefacts: [],
    },
  });
});

test.each([
  ['[{ name: a, memoryMiB: 64 }]', 'command: ["true"]', 'takes either an image or a domain to be like'],
  ['[{ name: a, image: x, like: y, memoryMiB: 64 }]', 'command: ["true"]', 'takes either an image or a domain'],
  ['[{ name: a, like: y, version: 2, memoryMiB: 64 }]', 'command: ["true"]', 'is of an image, and none is named'],
  [
    `[{ name: a, like: y, memoryMiB: 64 }, { name: a, like: z, memoryMiB: 64 }]`,
    'command: ["true"]',
    'is the name of another one',
  ],
  ['[{ name: A b, like: y, memoryMiB: 64 }]', 'command: ["true"]', 'use lower-case letters'],
  [FINE, 'command: ["A=b", "true"]', 'must not contain ='],
  [FINE, 'command: [""]', 'is empty; name a program'],
  [FINE, 'command: ["true"]\nartefacts: ["../etc/shadow"]', 'must not contain ..'],
  [FINE, 'command: ["true"]\nartefacts: ["-rf"]', 'must not begin with a dash'],
  [FINE, 'command: ["true"]\nartefacts: [a, a]', 'is named twice'],
  [FINE, 'command: ["true"]\njunit: [a]\nartefacts: [a]', 'is named twice'],
  [FINE, 'command: ["true"]\nfolder: tmp', 'must be absolute'],
  [FINE, 'command: ["true"]\nvariables: { "A-B": c }', 'use letters, digits and underscore'],
  [FINE, 'command: "true"', 'command'],
])('is refused with the field: %s, %s', (environments, rest, words) => {
  expect(problemsOf(file(environments, rest)).join('\n')).toContain(words);
});
