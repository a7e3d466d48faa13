import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SITE_IMPORT_CHARACTERS_MAX } from '@/lib/domain/site-import';
import type { SiteImport } from '../site-import';
import { importYaim } from './import-yaim';
import { readAssignments } from './read-assignments';
import { fqanOf } from './read-tables';

const NAMES = ['site-info.def', 'groups.conf', 'users.conf', 'wn-list.conf', 'vo.d/dteam'];
const example = NAMES.map((name) => ({ name, text: readFileSync(`examples/imports/yaim/${name}`, 'utf8') }));
const words = ({ findings }: SiteImport): string[] =>
  findings.map(({ file, line, kind, construct, message }) => `${file}:${line} ${kind} ${construct}: ${message}`);
const siteOnly = (text: string): SiteImport => importYaim([{ name: 'site-info.def', text }]);
const valuesOf = (text: string): Record<string, string> =>
  Object.fromEntries(readAssignments('f', text, new Map()).assignments.map(({ name, value }) => [name, value]));

describe('the example', () => {
  const imported = importYaim(example);

  test('becomes a draft of a site file', () => {
    expect(imported.problems).toEqual([]);
    expect(imported.draft).toMatchObject({
      metadata: { name: 'GRIDBOX-TEST', description: 'LCG site on one host' },
      vos: {
        atlas: {
          queue: 'atlas',
          fqans: { sgm: '/atlas/Role=lcgadmin', prd: '/atlas/Role=production', user: '/atlas' },
        },
        dteam: { queue: 'dteam', fqans: { user: '/dteam' } },
      },
      nodes: {
        ce: { role: 'CE' },
        se: { role: 'SE' },
        wn1: { role: 'WN', vcpu: 1, memory: '512Mi' },
        wn2: { role: 'WN', vcpu: 1, memory: '512Mi' },
      },
      batch: { lrms: 'pbs', queues: { atlas: {}, dteam: {} } },
      publish: { glue2: true, siteBdii: 'ce' },
    });
  });

  test.each([
    'site-info.def:1 missing hosts: a site file names the hosts',
    'site-info.def:2 not-understood MY_DOMAIN=grid.example: a site file has no place for it',
    'site-info.def:5 noted SITE_EMAIL=grid@grid.example: not in the site file: GRIDBOX_SITE_EMAIL',
    'site-info.def:9 missing ce: YAIM says no memory for it',
    'site-info.def:11 noted SITE_BDII_HOST=ce.grid.example: ce.grid.example is ce already',
    'site-info.def:12 noted BATCH_SERVER=ce.grid.example: it runs on ce',
    'site-info.def:13 noted WN_LIST=/opt/glite/yaim/etc/wn-list.conf: wn-list.conf is read where it is given',
    'site-info.def:22 not-understood CE_OS=Scientific Linux',
    'site-info.def:23 not-understood CE_RUNTIMEENV=LCG-2 LCG-2_6_0',
    'site-info.def:27 not-understood VO_ATLAS_SW_DIR=/opt/exp_soft/atlas: a site file has no place for it in atlas',
    'users.conf:1 not-understood 18118:atlas001:2002:atlas:atlas::: 3 accounts of atlas, lines 1 to 3',
    'vo.d/dteam:1 not-understood SW_DIR=/opt/exp_soft/dteam: a site file has no place for it in dteam',
    "vo.d/dteam:2 not-understood VOMSES='dteam voms",
  ])('tells %s', (finding) => {
    expect(words(imported).some((each) => each.startsWith(finding))).toBe(true);
  });
});

describe('assignments', () => {
  test.each([
    ["A='single $B `x`'", 'single $B `x`'],
    ['A="double \\"x\\" \\$y \\n"', 'double "x" $y \\n'],
    ['A=one\\ two', 'one two'],
    ['A="one \\\ntwo"', 'one two'],
    ['A="two\nlines"', 'two\nlines'],
    ['A=plain # not this', 'plain'],
    ['A=with#inside', 'with#inside'],
    ['B=b; A=a$B${B}', 'abb'],
    ['A=a\nA+=b', 'ab'],
    ['export A=x', 'x'],
    ['A=', ''],
    ['A="$"', '$'],
    ['A=a"b"\'c\'', 'abc'],
    ['B=1\r\nA="$B"\r\n', '1'],
  ])('%s', (text, value) => {
    expect(valuesOf(text)['A']).toBe(value);
  });

  test.each([
    ['A=$(cat /etc/passwd)', 'a command would be run here'],
    ['A="`id`"', 'a command would be run here'],
    ['A=$((1+1))', 'a command would be run here'],
    ['A=${B:-x}', '${B…} does more than put a variable in'],
    ['A=${!B}', 'only ${NAME} is put in'],
    ['A=(one two)', 'a list of the shell'],
    ['A=x | tee /tmp/y', 'A=… and then a command'],
    ['A=x>y', '> would run something'],
    ['A=x rm -rf /', 'A=… and then a command'],
    ['A = x', 'this is no assignment'],
    ['source ./other.def', 'this is no assignment'],
    ['if true; then', 'this is no assignment'],
    ['A="open', '" begins a text that does not end'],
    ["A='open", "' begins a text that does not end"],
  ])('%s is refused by its line, and the rest is read', (line, message) => {
    const { problems, draft } = siteOnly(`CE_HOST=ce\n${line}\nSITE_NAME=X`);
    expect(draft).toBeUndefined();
    expect(problems[0]).toMatchObject({ file: 'site-info.def', line: 2, message: expect.stringContaining(message) });
    expect(problems).toHaveLength(1);
  });

  test('only variables of the files are put in', () => {
    const imported = siteOnly('CE_HOST=ce\nSITE_NAME=$HOME-x');
    expect(imported.draft?.metadata.name).toBe('x');
    expect(words(imported)).toContain(
      'site-info.def:2 not-understood $HOME: HOME is not set in these files; nothing is put in for it',
    );
  });

  test('values that double are refused', () => {
    const rows = Array.from({ length: 60 }, () => 'A=$A$A').join('\n');
    const { problems } = siteOnly(`CE_HOST=ce\nA=aaaaaaaa\n${rows}`);
    expect(problems[0]).toMatchObject({
      line: 14,
      message: expect.stringContaining('values come to more than 16,384'),
    });
  });

  test('whatever is quoted as a shell would comes back', () => {
    const quoted = fc
      .string({ maxLength: 40 })
      .filter((text) => !/[\r\0\uFEFF]/.test(text))
      .map((text) => [text, `'${text.replaceAll("'", `'\\''`)}'`] as const);
    fc.assert(
      fc.property(quoted, ([text, word]) => {
        expect(valuesOf(`A=${word}`)['A']).toBe(text);
      }),
    );
  });
});

describe('what is told', () => {
  test.each([
    [
      'VOS="atlas"\nQUEUES="q r"\nQ_GROUP_ENABLE=atlas\nR_GROUP_ENABLE=atlas',
      'not-understood atlas: atlas has the queue q already',
    ],
    ['JOB_MANAGER=condor', 'not-understood JOB_MANAGER=condor: a site file has slurm, pbs or lsf'],
    ['CE_MINPHYSMEM=much', 'not-understood CE_MINPHYSMEM=much: a whole number'],
    ['SE_LIST="a/b"', 'not-understood SE_LIST=a/b: this is no name of a host'],
    ['BATCH_SERVER=elsewhere', 'not-understood BATCH_SERVER=elsewhere: a site file has no node'],
    ['SITE_NAME="a b c"', 'noted SITE_NAME=a b c: the site is called a-b-c'],
    ['VOS=vo.example.org', 'noted vo.example.org: the VO is called vo-example-org'],
  ])('%s', (text, finding) => {
    expect(words(siteOnly(`CE_HOST=ce\n${text}`)).join('\n')).toContain(finding);
  });

  test('rows of tables that are none', () => {
    const imported = importYaim([
      { name: 'site-info.def', text: 'CE_HOST=ce\nVOS=atlas' },
      { name: 'etc/groups.conf', text: '# comment\nnonsense\n"/cms"::::\n"/atlas":grp:7:sgm:' },
      { name: 'users.conf', text: '\nx:y' },
      { name: 'wn-list.conf', text: 'wn1\nwn 2' },
    ]);
    expect(words(imported)).toEqual(
      expect.arrayContaining([
        'etc/groups.conf:2 not-understood nonsense: a row is "/vo/ROLE=x":group:gid:tag:vo',
        'etc/groups.conf:3 not-understood /cms: cms is none of VOS',
        'etc/groups.conf:4 not-understood "/atlas":grp:7:sgm:: a site file has no groups of the machine and no numbers of them',
        'users.conf:2 not-understood x:y: a row is uid:user:gid,…:group,…:vo:tag:',
        'wn-list.conf:2 not-understood wn 2: a line is the name of one worker node',
      ]),
    );
  });

  test('every variable is in the draft or in a finding', () => {
    const name = fc.stringMatching(/^[A-Z]{3,9}$/).map((each) => `X${each}`);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
        const imported = siteOnly(`CE_HOST=ce\n${names.map((each) => `${each}="some value"`).join('\n')}`);
        const told = words(imported).join('\n');
        for (const each of names) expect(told).toContain(`${each}=some value`);
      }),
    );
  });
});

test.each([
  [[], 'site-info.def is missing'],
  [[{ name: 'site-info.def', text: '' }], 'no host is named'],
  [
    [
      { name: 'site-info.def', text: 'CE_HOST=ce' },
      { name: 'other.txt', text: '' },
    ],
    'its name does not tell what it is',
  ],
  [[{ name: 'site-info.def', text: ' '.repeat(SITE_IMPORT_CHARACTERS_MAX + 1) }], 'more than 262144 characters'],
  [
    [
      { name: 'site-info.def', text: 'CE_HOST=ce' },
      { name: 'wn-list.conf', text: Array.from({ length: 20_000 }, (_, index) => `w${index}`).join('\n') },
    ],
    '19745 hosts more than the 256 nodes',
  ],
])('%# is refused', (files, message) => {
  expect(
    importYaim(files)
      .problems.map((problem) => problem.message)
      .join('\n'),
  ).toContain(message);
});

test('an FQAN is as VOMS writes it', () => {
  expect(fqanOf('/VO=atlas/GROUP=/atlas/ROLE=production')).toBe('/atlas/Role=production');
  expect(fqanOf('/atlas/sub/Role=x/Capability=NULL')).toBe('/atlas/sub/Role=x');
  expect(fqanOf('atlas')).toBeUndefined();
});

test('whatever the files hold, they are read or refused, and never throw', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'CE_HOST=',
      'VOS=',
      'QUEUES=',
      'A=',
      '"',
      "'",
      '$A',
      '${A}',
      '$(',
      '`',
      '\\',
      '\n',
      ' ',
      '#',
      ';',
      '(',
      'export ',
    ),
    fc.string({ maxLength: 8 }),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, text, text, (site, groups, users, workers) => {
      const { draft, problems, findings } = importYaim([
        { name: 'site-info.def', text: site },
        { name: 'groups.conf', text: groups },
        { name: 'users.conf', text: users },
        { name: 'wn-list.conf', text: workers },
        { name: 'vo.d/a', text: site },
      ]);
      expect(draft === undefined).toBe(problems.length > 0);
      for (const { line, column } of [...problems, ...findings]) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 500 },
  );
});
