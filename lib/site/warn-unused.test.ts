import { expect, test } from 'vitest';
import { checkSite } from './check-site';
import { problemWords } from './problem';
import { siteWith } from './testing/texts';

/** As one reads them, with the line. */
function warningsOf(text: string): readonly string[] {
  const checked = checkSite(text);
  if ('problems' in checked) throw new Error(checked.problems.map(problemWords).join('\n'));
  return checked.warnings.map((warning) => `${warning.line} ${problemWords(warning)}`);
}

test('what this Gridbox does not do is told at its line, and the file is one that can be kept', () => {
  const text = `apiVersion: gridsite/v1
kind: Site
metadata: { name: box }
lifecycle:
  onFailure: rollback
  cleanup: verify
  liveness: { period: 15s, misses: 2 }
vos:
  atlas: { queue: atlas, fqans: { production: /atlas/Role=production } }
images:
  a: { library: debian-ce }
hosts:
  h: { name: one }
networks:
  lan: { isolation: vo }
  far: { isolation: vo, attach: br0 }
templates:
  node: { image: a, memory: 1Gi, cpuModel: qemu64, network: lan }
nodes:
  ce: { extends: node, role: CE, vo: atlas }
  se: { extends: node, role: SE }
  box: { extends: node, role: CE, network: far, isolation: { network: dedicated, inbound: ['22'] } }
batch:
  lrms: slurm
  queues:
    atlas: { windows: ['1-5:08:00-20:00'] }
publish: { glue2: true, glue1: true, siteBdii: ce }
`;
  expect(warningsOf(text)).toEqual([
    '7 period: 15s — probes ask every 20 s at most: that is taken',
    '7 misses: 2 — is not used by this Gridbox: a verdict is confirmed by 3 of 4 askings',
    '9 fqans — is not used by this Gridbox: membership of a VO is not asked for, and the one member of the site may use every queue',
    '15 isolation: vo — does not hold: nodes of atlas, the testbed are on lan',
    '16 isolation: vo — is not used by this Gridbox: hosts have br0 already, and whoever else is on it stays there',
    '18 cpuModel: qemu64 — is kept and not set: hosts give processors of their own',
    '22 network: dedicated — does not hold: hosts have far already, and others may be on it; leave attach out',
    '22 inbound — is not used by this Gridbox: what comes in is up to the firewall of its image',
    '26 windows — is not used by this Gridbox in guests: their batch system takes jobs at any time. The tab Queues reckons with it',
    '27 glue1: true — is not used by this Gridbox: GLUE 2.0 alone is published',
    '27 siteBdii: ce — is not used by this Gridbox: every node with the role BDII publishes its whole site',
  ]);
});

test('what is so is told of nobody', () => {
  const networks = 'networks: { own: { isolation: vo } }\npublish: { glue2: false, glue1: false }\n';
  const node = 'x: { extends: n, vo: atlas, count: 2, network: own, isolation: { network: dedicated } }';
  expect(warningsOf(siteWith(node, networks))).toEqual([]);
  const other = `${node}\ny: { extends: n, vo: atlas, network: own }`;
  expect(warningsOf(siteWith(other, networks)).map((each) => each.replace(/^\d+ /, ''))).toEqual([
    'network: dedicated — does not hold: y is on own as well; give x a network of its own',
  ]);
});
