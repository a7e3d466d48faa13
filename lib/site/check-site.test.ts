import { describe, expect, test } from 'vitest';
import { checkSite } from './check-site';
import { MANY_HOSTS, ONE_HOST, problemsOf, siteOf, siteWith, withChange } from './testing/texts';

describe('the files that the format was drawn up with', () => {
  test('one host: templates, counts and references are resolved', () => {
    const site = siteOf(ONE_HOST);
    expect(site.vos).toEqual(['atlas', 'dteam']);
    expect(
      site.domains.map(({ instance, name, role, memoryKiB, address, after }) => [
        instance,
        name,
        role,
        memoryKiB / 1024,
        address,
        after,
      ]),
    ).toEqual([
      ['ce', 'gridbox-test-ce', 'CE', 768, '10.88.0.10', []],
      // The lifecycle says that nodes start in order: the second waits for the first though it does not say so.
      ['se', 'gridbox-test-se', 'SE', 768, '10.88.0.11', ['ce']],
      ['wn-1', 'gridbox-test-wn-1', 'WN', 1024, '10.88.0.21', ['ce', 'se']],
      ['wn-2', 'gridbox-test-wn-2', 'WN', 1024, '10.88.0.22', ['ce', 'se']],
    ]);
    expect(site.domains[0]?.software.vars).toEqual({
      queues: 'atlas,dteam',
      wns: '${lazy:nodes.wn*.address}',
      se: '10.88.0.11',
    });
    expect(site.domains[1]?.diskBytes).toBe(12 * 1024 ** 3);
    expect(site.domains[3]?.software.packages).toContain('slurmd');
  });

  test('many hosts: places, labels, and a count that the pool gives', () => {
    const site = siteOf(MANY_HOSTS);
    const of = (instance: string) => site.domains.find((each) => each.instance === instance)?.place;
    expect(site.domains.map(({ instance }) => instance)).toEqual(['ce', 'se', 'bdii', 'vobox', 'wn-1', 'wn-2']);
    expect(of('ce')).toMatchObject({ labels: { rack: 'a' }, apartFrom: ['bdii'] });
    expect(of('vobox')?.hosts).toEqual(['kvm1']);
    expect(of('wn-1')).toMatchObject({ hosts: ['xen1', 'xen2', 'kvm1'], apartFrom: ['wn-2'] });
    expect(of('wn-1')?.apartWord).toBe(of('wn-2')?.apartWord);
    expect(site.notes).toEqual([
      expect.stringContaining('The pool is planned with the least'),
      'Nobody can sign in to vobox: no VO of it has sshKeys in the file.',
    ]);
  });
});

describe('a mistake is told by place, words and remedy', () => {
  test.each<readonly [string, string, string, string]>([
    [
      'a size in other units',
      'memory: 768Mi',
      'memory: 768MB',
      '11:46 memory: 768MB — write a size such as 768Mi or 2Gi',
    ],
    ['a name that is none', 'role: SE', 'roles: SE', '30:5 roles — is no field that stands here; did you mean role?'],
    ['a word of no list', 'lrms: slurm', 'lrms: moab', '43:15 lrms: moab — write one of slurm, pbs, lsf'],
    ['text for a number', 'vcpu: 3', 'vcpu: many', '6:80 vcpu: many — has to be a number, and is text'],
    ['a part left out', 'kind: Site\n', '', '1:1 kind — write Site'],
    [
      'a name twice',
      'metadata: {',
      'kind: Site\nmetadata: {',
      '3:1 This name is there already; within one group a name stands once.',
    ],
    [
      'an image that is not there',
      'image: deb12-grid',
      'image: slc4',
      '11:17 image: slc4 — no image is called so; there is deb12-grid',
    ],
    ['a host that is not there', 'host: box1', 'host: box9', '21:11 host: box9 — no host is called so; there is box1'],
    [
      'a template that is not there',
      'extends: node,',
      'extends: nod,',
      '12:19 extends: nod — no template is called so; there is node, wn',
    ],
    [
      'an address for all of several',
      '10.88.0.2{index}',
      '10.88.0.20',
      '40:14 address: 10.88.0.20 — all domains of wn would have it; write {index} where their number goes, as in 10.88.0.2{index}',
    ],
    [
      'an address of another network',
      '10.88.0.11',
      '10.99.0.11',
      '32:14 address: 10.99.0.11 — se would have 10.99.0.11, which is no address for a node in 10.88.0.0/24',
    ],
    [
      'an address twice',
      '10.88.0.11',
      '10.88.0.10',
      '32:14 address: 10.88.0.10 — se would have 10.88.0.10, which ce has already',
    ],
    [
      'a bracket that is not closed',
      'virt: [hvm, pv]',
      'virt: [hvm, pv',
      '9:160 This comes before the closing bracket of a line above',
    ],
    [
      'a path that climbs',
      '/etc/arc.conf:',
      '/etc/../arc.conf:',
      '25:15 /etc/../arc.conf — write an absolute path, without . and .. on the way',
    ],
  ])('%s', (_, from, to, words) => {
    const problems = problemsOf(withChange(ONE_HOST, from, to));
    expect(problems[0]?.slice(0, words.length)).toBe(words);
  });

  test('all that the schema finds are told at once, in the order of the text', () => {
    const text = ONE_HOST.replace('768Mi', '768MB')
      .replace('role: SE', 'roles: SE')
      .replace('lrms: slurm', 'lrms: moab');
    expect(problemsOf(text).map((problem) => problem.split(' ')[0])).toEqual(['11:46', '30:5', '43:15']);
  });

  test('of several forms the one that was meant is told', () => {
    const text = withChange(ONE_HOST, 'driver: libvirt', 'drivr: libvirt');
    expect(problemsOf(text).join('\n')).toMatch(/drivr — is no field that stands here; did you mean driver\?/);
    expect(
      problemsOf(withChange(ONE_HOST, '{path: images/deb12-grid.qcow2,', '{library: deb12-grid,')).join('\n'),
    ).toMatch(/sha512/);
  });

  test('an image of the library needs no more than its name', () => {
    const image = siteOf(
      siteWith('x: {extends: n, image: b}').replace(
        'images:\n',
        'images:\n  b: {library: debian-minimal, version: 3}\n',
      ),
    ).domains[0]?.image;
    expect(image).toMatchObject({ identity: 'library debian-minimal 3', architecture: undefined, guestModes: [] });
  });

  test('a quota that the nodes of a VO go over', () => {
    const text = siteWith('x: {extends: n, vo: atlas, count: 3}').replace(
      '{queue: atlas}',
      '{queue: atlas, quota: {memory: 1Gi, vms: 3}}',
    );
    expect(problemsOf(text)).toEqual(['5:45 memory: 1Gi — the nodes of atlas take 1.5 GiB together']);
  });

  test('what a node has to have is told where it has none', () => {
    expect(problemsOf(siteWith('x: {role: UI}'))).toEqual([
      '14:3 image — x has none, and takes none from a template',
      '14:3 memory — x has none, and takes none from a template',
    ]);
  });

  test('names that differ by capitals alone would be one hostname', () => {
    expect(problemsOf(siteWith('a: {extends: n}\nA: {extends: n}'))[0]).toMatch(
      /15:3 A — its domain A would have the name/,
    );
    expect(problemsOf(siteWith('wn-1: {extends: n}\nwn: {extends: n, count: 2}'))[0]).toMatch(/its domain wn-1 would/);
  });
});

describe('circles are refused with the way round', () => {
  test('of templates', () => {
    const text = siteWith('x: {extends: a}').replace(
      'templates:',
      'templates:\n  a: {extends: b}\n  b: {extends: c}\n  c: {extends: a}',
    );
    expect(problemsOf(text)[0]).toMatch(/extends: b — templates extend one another in a circle: a → b → c → a/);
  });
  test('of nodes that wait for one another', () => {
    const text = siteWith(
      'x: {extends: n, after: [y]}\ny: {extends: n, after: [z]}\nz: {extends: n, after: [x], count: 2}',
    );
    expect(problemsOf(text)[0]).toMatch(/nodes wait for one another in a circle: x → y → z → x/);
    expect(problemsOf(siteWith('x: {extends: n, after: [x]}'))[0]).toMatch(/x cannot wait for itself/);
    // All but itself: a pattern that means others too is no circle.
    expect(siteOf(siteWith('wn: {extends: n}\nwn-head: {extends: n, after: ["wn*"]}')).domains[1]?.after).toEqual([
      'wn',
    ]);
  });
  test('of references', () => {
    const text = siteWith(
      'x: {extends: n, software: {vars: {a: "${nodes.y.software.vars.b}"}}}\ny: {extends: n, software: {vars: {b: "<${nodes.x.software.vars.a}>"}}}',
    );
    expect(problemsOf(text)).toHaveLength(1);
    expect(problemsOf(text)[0]).toMatch(
      /nodes\.x\.software\.vars\.a → nodes\.y\.software\.vars\.b → nodes\.x\.software\.vars\.a/,
    );
  });
});

describe('references', () => {
  const bound = (reference: string, more = '') =>
    siteOf(
      siteWith(
        `x: {extends: n, address: 10.0.0.9, software: {vars: {v: "${reference}"}}}\nwn: {extends: n, count: 2, address: "10.0.0.1{index}", software: {vars: {me: "{index} of tiny"}}}${more}`,
      ),
    ).domains[0]?.software.vars['v'];
  test.each([
    ['${vos.*.queue}', 'atlas,cms'],
    ['q=${vos.cms.queue};', 'q=cms;'],
    ['${nodes.wn.address}', '10.0.0.11,10.0.0.12'],
    ['${nodes.wn*.address}', '10.0.0.11,10.0.0.12'],
    ['${nodes.wn-2.name}', 'tiny-wn-2'],
    ['${nodes.wn-2.software.vars.me}', '2 of tiny'],
    ['${metadata.name}', 'tiny'],
    ['${hosts.*.labels.rack}', 'a,b'],
    ['${secret:munge-key}', '${secret:munge-key}'],
    ['${lazy:nodes.wn-1.address}', '${lazy:nodes.wn-1.address}'],
  ])('%s', (reference, value) => {
    expect(bound(reference)).toBe(value);
  });

  test.each([
    ['${vos.lhcb.queue}', /vos has no lhcb; there is atlas, cms/],
    ['${nodes.ce.address}', /nodes has no ce; there is x, wn-1, wn-2/],
    ['${nodes.x.software}', /nodes\.x\.software is a group of values/],
    ['${nodes.x.disk}', /nodes\.x\.disk is not said in the file/],
    ['${lazy:nodes.ce.address}', /nodes has no ce/],
    ['${lazy:vos.atlas.queue}', /while the site starts a node has address, name, host/],
    ['${env:HOME}', /no kind of reference is called env/],
    ['${vos.atlas', /no } that ends it/],
    ['${file:../../etc/shadow}', /without \. and \.\. on the way/],
    ['${}', /names of the file with dots/],
    ['${__proto__.x}', /names of the file|has no __proto__/],
    ['${vos.constructor.name}', /vos has no constructor/],
  ])('%s is refused', (reference, words) => {
    expect(() => bound(reference)).toThrow(words);
  });

  test('an address that the file does not give is pointed to where it will be', () => {
    const text = siteWith('x: {extends: n, software: {vars: {v: "${nodes.y.address}"}}}\ny: {extends: n}');
    expect(problemsOf(text)[0]).toMatch(/y has no address in the file; \$\{lazy:nodes\.y\.address\} is what it gets/);
  });

  test('doubling texts end at a limit', () => {
    const vars = Array.from(
      { length: 30 },
      (_, index) => `v${index}: "${index === 0 ? '0123456789' : `\${nodes.x.software.vars.v${index - 1}}`.repeat(2)}"`,
    );
    expect(problemsOf(siteWith(`x: {extends: n, software: {vars: {${vars.join(', ')}}}}`)).join('\n')).toMatch(
      /more than 8,192 characters/,
    );
  });
});

describe('what makes YAML more than values is refused', () => {
  const said = (text: string) => problemsOf(text).join('\n');
  test('tags and directives', () => {
    expect(said(withChange(ONE_HOST, 'role: SE', 'role: !!js/function "x"'))).toMatch(/30:11 Tags|tag/);
    expect(said(withChange(ONE_HOST, 'role: SE', 'role: !secret SE'))).toMatch(/tag/i);
    expect(said(`%YAML 1.1\n---\n${ONE_HOST}`)).toMatch(/directive/i);
    expect(said(`${ONE_HOST}---\n${ONE_HOST}`)).toMatch(/one document/);
  });
  test('aliases stand for few values, and never for what they are in', () => {
    expect(
      siteOf(
        withChange(withChange(ONE_HOST, 'extends: node\n', 'extends: &t node\n'), 'extends: node\n', 'extends: *t\n'),
      ).domains,
    ).toHaveLength(4);
    expect(said('a: &a [*a]')).toMatch(/\*a stands for something that it is a part of/);
    expect(said('a: *b')).toMatch(/b/);
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index] ?? ''},`.repeat(8)}]`),
    ].join('\n');
    expect(said(bomb)).toMatch(/stand for more than|More than 50 anchors/);
  });
  test('depth, length and number of values', () => {
    expect(said('['.repeat(60_000))).toMatch(/nested deeper/);
    expect(said(`${'a: {'.repeat(40)}${'}'.repeat(40)}`)).toMatch(/nested deeper/);
    expect(said('- '.repeat(30_000))).toMatch(/nested deeper/);
    expect(said('x'.repeat(70_000))).toMatch(/at most 65,536/);
    expect(said(Array.from({ length: 9_000 }, (_, index) => `k${index}: 1`).join('\n'))).toMatch(
      /more than 8,000 values|characters/,
    );
  });
  test('an empty text is told what is missing', () => {
    expect(said('')).toMatch(/has to be a group of names and values/);
    expect(said('just words')).toMatch(/has to be a group of names and values, and is text/);
  });
});

test('a file of more domains than a site has', () => {
  expect(problemsOf(siteWith('x: {extends: n, count: 200}\ny: {extends: n, count: 57}'))[0]).toMatch(
    /more than 256 domains/,
  );
});

test('the range of a problem ends behind what is wrong', () => {
  const checked = checkSite(withChange(ONE_HOST, 'memory: 768Mi', 'memory: 768MB'));
  expect('problems' in checked ? checked.problems[0] : undefined).toMatchObject({
    line: 11,
    column: 46,
    endLine: 11,
    endColumn: 51,
    field: 'templates.node.memory',
    found: '768MB',
  });
});
