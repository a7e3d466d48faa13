import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSite } from '../../check-site';
import type { SiteImport } from '../site-import';
import { renderDraft } from '../site-draft';
import { firstProblem, system } from '../testing/smartfrog-texts';
import { importSmartfrog } from './import-smartfrog';

const example = readFileSync('examples/imports/smartfrog/grid-in-a-box.sf', 'utf8');
const withoutAddress = example.slice(0, example.indexOf('// Without this line'));

const nodeOf = (imported: SiteImport, name = 'wn') => {
  expect(imported.problems).toEqual([]);
  return imported.draft?.nodes[name];
};
const words = (imported: SiteImport): string[] =>
  imported.findings.map(({ line, kind, construct, message }) => `${line} ${kind} ${construct}: ${message}`);

describe('the example of the domain notes', () => {
  test('does not resolve while an address is TBD', () => {
    expect(firstProblem(withoutAddress)).toBe(
      '25:53 ip of sfConfig:wn:vm is TBD: it has to be given a value before the system is deployed',
    );
  });

  test('resolves to two domains once it is given', () => {
    const imported = importSmartfrog(example);
    expect(imported.problems).toEqual([]);
    expect(imported.draft).toEqual({
      apiVersion: 'gridsite/v1',
      kind: 'Site',
      metadata: { name: 'gridbox', description: 'Imported from SmartFrog' },
      lifecycle: {
        onFailure: 'rollback',
        start: 'ordered',
        stop: 'reverse',
        cleanup: 'verify',
        liveness: { period: '15s', misses: 2 },
      },
      vos: {},
      images: {
        'slc4-ce': { path: '/data/slc4-ce.img', sha512: '${file:images/slc4-ce.sha512}', arch: 'x86_64', virt: ['pv'] },
        'slc4-wn': { path: '/data/slc4-wn.img', sha512: '${file:images/slc4-wn.sha512}', arch: 'x86_64', virt: ['pv'] },
      },
      hosts: { box1: { driver: 'xen', uri: 'xen+ssh://box1/' } },
      nodes: {
        ce: { role: 'CE', image: 'slc4-ce', memory: '768Mi', host: 'box1', address: '10.88.0.10' },
        wn1: {
          role: 'WN',
          image: 'slc4-wn',
          memory: '512Mi',
          host: 'box1',
          address: '10.88.0.21',
          after: ['ce'],
          software: { vars: { gatekeeper: '${lazy:nodes.ce.name}' } },
        },
      },
    });
    // What the importer writes the site file's own checker takes.
    expect(checkSite(imported.draft === undefined ? '' : renderDraft(imported.draft))).toHaveProperty('site');
    const [first] = words(imported);
    expect(first).toBe('5 assumed memory 512: it is in MiB, as Xen’s own files have it');
    expect(words(imported)).toContain(
      '6 not-understood kernel "/boot/vmlinuz-2.6-xen": a site file takes the kernel from the image',
    );
  });

  test('as a file it has no aliases, no value that is not there, and reads from the top', () => {
    const { draft } = importSmartfrog(example);
    const text = draft === undefined ? '' : renderDraft(draft);
    expect(text).toMatch(/^apiVersion: gridsite\/v1\nkind: Site\n/);
    expect(text).not.toMatch(/[&*]a\d|null|undefined/);
  });
});

describe('prototypes', () => {
  test('are merged in their order, an overridden attribute in its place', () => {
    const imported = importSmartfrog(
      system('', '').replace('extends XenDomain {', 'extends XenDomain, Small, Large, { vcpus 3;') +
        '\nSmall extends { vcpus 1; ip "10.0.0.1"; }\nLarge extends { vcpus 2; memory 1024; }',
    );
    expect(nodeOf(imported)).toMatchObject({ vcpu: 3, memory: '512Mi', address: '10.0.0.1' });
  });

  test('a component within one is replaced as a whole', () => {
    const text = `Base extends XenDomain { memory 512; disk extends LVMStorageBackend { baseImage "/a.img"; size 100; } storageBackend LAZY disk; }
sfConfig extends Compound { sfProcessHost "b"; wn extends Base { disk extends LVMStorageBackend { baseImage "/b.img"; } } }`;
    const imported = importSmartfrog(text);
    expect(nodeOf(imported)).toMatchObject({ image: 'b' });
    expect(nodeOf(imported)?.disk).toBeUndefined();
    expect(imported.draft?.images).toHaveProperty('b.path', '/b.img');
  });

  test.each([
    ['A extends B;\nB extends A;\nsfConfig extends A;', '1:1 components extend each other in a circle: A → B → A'],
    ['A extends { x extends A; }\nsfConfig extends A;', 'A → x → A'],
    ['sfConfig extends Nothing;', '1:18 Nothing is not known here, so nothing can extend Nothing'],
    ['a 1;', '1:1 there is no sfConfig'],
    ['sfConfig 1;', '1:1 sfConfig has to be a component'],
    ['sfConfig extends Compound;', 'no XenDomain in sfConfig'],
  ])('%s is refused', (text, message) => {
    expect(firstProblem(text)).toContain(message);
  });
});

describe('references', () => {
  test.each([
    ['outwards through the containers', 'ip (net ++ ".9"); ', 'net "10.0.0";'],
    ['from the root', 'ip ROOT:sfConfig:wn:other; other "10.0.0.9";', ''],
    ['of the component itself', 'ip THIS:other; other "10.0.0.9";', ''],
    ['here', 'ip HERE other; other "10.0.0.9";', ''],
    ['of the parent', 'ip PARENT:net:a;', 'net extends { a "10.0.0.9"; }'],
    ['through a link', 'ip net:a;', 'net other; other extends { a "10.0.0.9"; }'],
    ['that may lead nowhere', 'ip OPTIONAL("10.0.0.9") nowhere:x;', ''],
    ['by a condition', 'ip IF (2 > 1) THEN "10.0.0.9" ELSE TBD FI;', ''],
    ['of sums', 'ip ("10.0.0." ++ (4 + 5));', ''],
  ])('are followed %s', (_how, body, around) => {
    const text = system(body).replace('site "test";', `site "test"; ${around}`);
    expect(nodeOf(importSmartfrog(text))?.address).toBe('10.0.0.9');
  });

  test.each([
    ['ip other; other ip;', 'links lead back to where they began: ip → other → ip'],
    ['ip nowhere:x;', 'nowhere:x leads nowhere'],
    ['ip (1 ++ NULL);', '++ takes nothing that is NULL'],
    ['vcpus (1 / 0);', '/ makes no number of these'],
    ['vcpus ("a" + 1);', '+ takes numbers alone'],
    ['check ASSERT { enough (1 > 2); };', 'check of sfConfig:wn asserts enough, which does not hold'],
  ])('%s is refused', (body, message) => {
    expect(firstProblem(system(body))).toContain(message);
  });

  test('every mistake is told, each once', () => {
    const { problems } = importSmartfrog(system('ip TBD; hostname TBD; a b; b c; c nowhere;'));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('ip of sfConfig:wn is TBD'),
      expect.stringContaining('hostname of sfConfig:wn is TBD'),
      'nowhere leads nowhere',
    ]);
  });
});

describe('what has no place in a site file is told by its line', () => {
  test.each([
    ['gateway "10.0.0.1";', 'not-understood gateway "10.0.0.1": a site file has no gateway'],
    ['shell extends BashShell;', 'not-understood shell extends BashShell: Gridbox needs no shell'],
    ['sh extends BashShell;', 'not-understood sh extends BashShell: what it does in XenDomain is not known'],
    ['more extends Compound;', 'not-understood more extends Compound: what it does in XenDomain'],
    ['colour "red";', 'not-understood colour "red": no attribute colour is known of XenDomain'],
    ['ip PROPERTY net.address;', 'not-understood ip: PROPERTY net.address is a value of the machine'],
    ['ip LAZY PROCESS:x;', 'not-understood ip LAZY PROCESS:x: it is bound at run time'],
    ['extra APPLY { sfFunctionClass "org.example.F"; };', 'not-understood extra: APPLY calls org.example.F'],
    ['raw #HEX#00ff#;', 'not-understood raw: bytes have no place'],
    ['kept DATA ip;', 'not-understood kept: ip is kept as a reference'],
    ['vcpus "many";', 'not-understood vcpus "many": a whole number above zero is expected there'],
    ['ip "10.0.0.300";', 'not-understood ip "10.0.0.300": this is no IPv4 address'],
    ['ip "10.0.0.1"; netmask "255.0.255.0";', 'not-understood netmask "255.0.255.0": with its ip it makes no network'],
    ['[a, b] tagged 1;', 'not-understood tagged 1'],
    ['list [1, "two", [| 3 |]];', 'not-understood list [1,"two",[3]]'],
    ['ip "10.0.0.1"; ip "10.0.0.2";', 'noted ip: line 4 says it again'],
  ])('%s', (body, finding) => {
    const found = words(importSmartfrog(system(body)));
    expect(found.join('\n')).toContain(`4 ${finding}`);
  });

  test('a component of a class of its own, and what lies in it is found all the same', () => {
    const text = system('').replace('wn extends', 'farm extends { sfClass "org.example.Farm"; wn extends').concat('}');
    const imported = importSmartfrog(text);
    expect(nodeOf(imported, 'farm-wn')).toMatchObject({ role: 'WN' });
    expect(words(imported).join('\n')).toMatch(
      /not-understood farm extends a component of no type: what its class does/,
    );
  });

  test('storage that no domain starts from', () => {
    const text = system('').replace(
      'site "test";',
      'site "test"; spare extends LVMStorageBackend; sh extends BashShell;',
    );
    const found = words(importSmartfrog(text)).join('\n');
    expect(found).toContain('not-understood spare extends LVMStorageBackend');
    expect(found).toContain('not-understood sh extends BashShell');
  });

  test('files that are not bundled, and code bases', () => {
    const text = `#codebase "http://x/y.jar" #include "mine/types.sf"\n#include? "/etc/passwd"\n${system('')}`;
    const found = words(importSmartfrog(text));
    expect(found[0]).toContain('1 not-understood #codebase http://x/y.jar: no classes are loaded');
    expect(found[1]).toContain('1 not-understood #include "mine/types.sf": files are not read');
    expect(found[2]).toContain('2 not-understood #include? "/etc/passwd"');
  });

  test('files that are not bundled are told even where a name is missing because of them', () => {
    const imported = importSmartfrog('#include "mine/types.sf"\nsfConfig extends Mine;');
    expect(imported.problems[0]?.message).toContain('Mine is not known here');
    expect(words(imported)).toEqual([
      '1 not-understood #include "mine/types.sf": files are not read; paste in front what it defines',
    ]);
  });

  test('every attribute that somebody wrote is in the site file or in a finding', () => {
    const name = fc.stringMatching(/^[a-z]{3,8}$/).map((each) => `q${each}`);
    const value = fc.oneof(
      fc.integer({ min: -5, max: 900 }).map(String),
      fc.constantFrom(
        'true',
        'NULL',
        '"text"',
        '[1, 2]',
        'LAZY ip',
        'LAZY nowhere:x',
        '("a" ++ "b")',
        'PROPERTY a',
        '',
      ),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { maxLength: 6, selector: ([each]) => each }), (extras) => {
        const imported = importSmartfrog(
          system(`ip "10.0.0.1"; ${extras.map(([each, of]) => `${each} ${of};`).join(' ')}`),
        );
        expect(imported.problems).toEqual([]);
        const told = `${JSON.stringify(imported.draft)}\n${words(imported).join('\n')}`;
        for (const [each] of extras) expect(told).toContain(each);
      }),
    );
  });
});

describe('groups', () => {
  const farm = (group: string): string => `sfConfig extends ${group} { sfProcessHost "h"; site "s";
    d extends LVMStorageBackend { baseImage "/x.img"; }
    a extends XenDomain { memory 1; storageBackend LAZY d; ip "10.0.0.1"; netmask "255.255.255.0"; }
    b extends XenDomain { memory "2G"; storageBackend LAZY d; ip "10.0.0.2"; netmask "255.255.255.0"; } }`;

  test('start their children at once, one after the other, or as the site does', () => {
    expect(importSmartfrog(farm('Parallel')).draft?.lifecycle.start).toBe('parallel');
    expect(importSmartfrog(farm('Sequence')).draft?.nodes['b']?.after).toEqual(['a']);
    expect(importSmartfrog(farm('Compound')).draft?.lifecycle).toMatchObject({ start: 'ordered', stop: 'parallel' });
  });

  test('share images, hosts and networks', () => {
    const imported = importSmartfrog(farm('Compound'));
    expect(nodeOf(imported, 'b')).toMatchObject({ network: 'lan', image: 'x', memory: '2Gi', host: 'h' });
    expect(imported.draft?.networks).toEqual({ lan: { cidr: '10.0.0.0/24' } });
    expect(Object.keys(imported.draft?.images ?? {})).toEqual(['x']);
    expect(words(imported).join('\n')).toContain('missing a: a node has a role');
  });
});
