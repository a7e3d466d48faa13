import { expect, test } from 'vitest';
import { contextOf } from './run/context-of';
import { problemsOf, siteOf, siteWith, withChange } from './testing/texts';

const ADA = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPGPuCVWOpjQbdkoXLzc5gUJ0aGhKjbBhtOaDelbVewp ada@example';
const GRACE = ADA.replace('ada@', 'grace@');
const NODES = `box: { extends: n, role: VOBOX, vo: atlas }
own: { extends: n, role: UI, vo: cms }
all: { extends: n, role: UI }
wn: { extends: n, vo: atlas }`;
const withKeys = (atlas: readonly string[], cms: readonly string[], nodes = NODES): string =>
  withChange(
    siteWith(nodes),
    'vos: {atlas: {queue: atlas}, cms: {queue: cms}}',
    `vos: {atlas: {sshKeys: ${JSON.stringify(atlas)}}, cms: {sshKeys: ${JSON.stringify(cms)}}}`,
  );

function filesOf(text: string) {
  const site = siteOf(text);
  const late = { hosts: new Map<string, string>(), secrets: new Map<string, string>() };
  return Object.fromEntries(site.domains.map((each) => [each.instance, contextOf(site, each, late).files]));
}

test('a VO box is told the keys of its VO, a user interface those of all VOs unless it has one, and nobody else any', () => {
  const keys = (account: string, ...lines: readonly string[]) => [
    {
      path: `/home/${account}/.ssh/authorized_keys`,
      content: lines.map((line) => `${line}\n`).join(''),
      mode: 0o600,
      owner: account,
      group: account,
    },
  ];
  const text = withKeys([ADA], [GRACE]);
  expect(filesOf(text)).toEqual({
    box: keys('sgm', ADA),
    own: keys('user', GRACE),
    all: keys('user', ADA, GRACE),
    wn: [],
  });
  expect(siteOf(text).notes).toEqual([]);
});

test('where there are none a note says that nobody can sign in; a file of the site’s own stands in for them', () => {
  expect(siteOf(withKeys([], [GRACE])).notes).toEqual([
    'Nobody can sign in to box: no VO of it has sshKeys in the file.',
  ]);
  const path = '/home/sgm/.ssh/authorized_keys';
  const own = withKeys(
    [ADA],
    [GRACE],
    NODES.replace('vo: atlas }', `vo: atlas, software: { files: { ${path}: mine } } }`),
  );
  expect(filesOf(own)['box']).toEqual([{ path, content: 'mine', mode: 0o644 }]);
  expect(siteOf(own).notes).toEqual([]);
});

test.each([
  ['ssh-ed25519', 'write a public key in one line'],
  [`command="id" ${ADA}`, 'write a public key in one line'],
  [`${ADA}\nssh-rsa AAAA`, 'write a public key in one line'],
  [ADA.replace('ssh-ed25519 ', 'ssh-rsa '), 'is no whole public key'],
  [ADA.slice(0, 30), 'is no whole public key'],
])('%j is no key', (line, words) => {
  expect(problemsOf(withKeys([line], []))).toEqual([expect.stringContaining(words)]);
});
