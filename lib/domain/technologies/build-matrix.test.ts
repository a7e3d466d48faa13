import { describe, expect, it } from 'vitest';
import type { MigrationAbilities } from '../readings';
import { ABILITIES, type Ability } from './abilities';
import { buildMatrix, mergeCell } from './build-matrix';
import { NO, NOT_KNOWN, YES } from './claim';
import { describeHost, findingsOf, type MatrixHost } from './host-findings';
import { TECHNOLOGIES, type Technology } from './technologies';

const NOTHING: MigrationAbilities = {
  live: false,
  cancel: false,
  progress: false,
  bandwidthCap: false,
  downtimeCap: false,
  autoConverge: false,
  postCopy: false,
  copyStorage: false,
};
const EVERYTHING: MigrationAbilities = {
  live: true,
  cancel: true,
  progress: true,
  bandwidthCap: true,
  downtimeCap: true,
  autoConverge: true,
  postCopy: true,
  copyStorage: true,
};

function host(name: string, change: Partial<MatrixHost> = {}): MatrixHost {
  return {
    id: name,
    name,
    simulated: false,
    hypervisor: 'qemu',
    architecture: 'x86_64',
    facts: {
      guestModes: ['hvm'],
      guestArchitectures: ['x86_64', 'i686'],
      guestCpusMax: 288,
      securityModels: ['apparmor', 'dac'],
    },
    capabilities: { migration: EVERYTHING, snapshots: true },
    ...change,
  };
}
const xen = (name: string, change: Partial<MatrixHost> = {}): MatrixHost =>
  host(name, {
    hypervisor: 'xen',
    facts: { guestModes: ['pv', 'hvm'], guestArchitectures: ['x86_64', 'i686'] },
    capabilities: { migration: { ...NOTHING, live: true }, snapshots: false },
    ...change,
  });

const cellOf = (hosts: readonly MatrixHost[], technology: Technology, ability: Ability) => {
  const found = buildMatrix(hosts).find((cell) => cell.technology === technology && cell.ability === ability);
  if (found === undefined) throw new Error(`no cell ${technology} ${ability}`);
  return found;
};

describe('the matrix', () => {
  it('has every cell, documented only while no host is known', () => {
    const cells = buildMatrix([]);
    expect(cells).toHaveLength(TECHNOLOGIES.length * ABILITIES.length);
    for (const cell of cells) {
      const unknown = cell.documented.claim.verdict === 'unknown';
      expect(cell.evidence).toEqual(unknown ? [] : ['documented']);
      expect(cell.claim).toEqual(cell.documented.claim);
      expect(cell.findings).toEqual([]);
      expect(cell).toMatchObject({ differs: false, contradicts: false });
    }
  });

  it('puts what a host was asked for before the document, and names the host', () => {
    const cell = cellOf([host('rig-1'), host('rig-2')], 'qemu-kvm', 'smp');
    expect(cell.evidence).toEqual(['probed', 'documented']);
    expect(cell.claim).toEqual({ verdict: 'yes', words: 'Up to 288' });
    expect(cell.findings).toHaveLength(1);
    expect(cell.findings[0]).toMatchObject({ basis: 'probed' });
    expect(cell.findings[0]?.hosts.map((each) => each.name)).toEqual(['rig-1', 'rig-2']);
    expect(cell.documented.sources.length).toBeGreaterThan(0);
  });

  it('calls nothing probed that was only concluded from the kind of host', () => {
    const cell = cellOf([host('rig-1')], 'qemu-kvm', 'cancel');
    expect(cell.evidence).toEqual(['documented']);
    expect(cell.findings).toMatchObject([{ basis: 'concluded', claim: YES }]);
    const asked = host('lab-1', {
      capabilities: { migration: EVERYTHING, snapshots: true, probed: ['live', 'cancel'] },
    });
    expect(cellOf([asked], 'qemu-kvm', 'cancel').evidence).toEqual(['probed', 'documented']);
  });

  it('says so where the probe contradicts the document, and keeps both', () => {
    const cell = cellOf(
      [host('rig-1', { capabilities: { migration: NOTHING, snapshots: true } })],
      'qemu-kvm',
      'live-migration',
    );
    expect(cell).toMatchObject({ claim: NO, contradicts: true, differs: false });
    expect(cell.documented.claim).toEqual(YES);
  });

  it('says so where a conclusion contradicts the document; the document keeps the cell', () => {
    const session = host('rig-1', { capabilities: { migration: { ...EVERYTHING, postCopy: false }, snapshots: true } });
    const cell = cellOf([session], 'qemu-kvm', 'post-copy');
    expect(cell).toMatchObject({ claim: YES, evidence: ['documented'], contradicts: true });
    expect(cell.findings).toMatchObject([{ basis: 'concluded', claim: NO }]);
  });

  it('takes an architecture that no document names for a contradiction, one that is missing for none', () => {
    const of = (guestArchitectures: MatrixHost['facts']['guestArchitectures']) =>
      cellOf([host('a', { facts: { guestModes: ['hvm'], guestArchitectures } })], 'qemu-kvm', 'architectures');
    expect(of(['x86_64'])).toMatchObject({ contradicts: false, claim: { words: 'x86_64' } });
    expect(of(['x86_64', 'ia64'])).toMatchObject({ contradicts: true });
  });

  it('tells of snapshots only where the host was asked for them', () => {
    const of = (probed: ('live' | 'snapshots')[]) =>
      cellOf([xen('x', { capabilities: { migration: NOTHING, snapshots: false, probed } })], 'xen-hvm', 'snapshots');
    expect(of(['live']).findings).toEqual([]);
    expect(of(['live', 'snapshots'])).toMatchObject({ claim: NO, evidence: ['probed', 'documented'] });
  });

  it('lists hosts that say different things, the larger group first', () => {
    const none = { ...host('b').facts, securityModels: [] };
    const cell = cellOf([host('a', { facts: none }), host('b'), host('c')], 'qemu-kvm', 'isolation');
    expect(cell).toMatchObject({ differs: true, claim: { verdict: 'partly', words: 'Differs by host' } });
    expect(cell.findings.map((group) => [group.claim.words, group.hosts.map((each) => each.name)])).toEqual([
      ['Labels: apparmor, dac', ['b', 'c']],
      ['No labels', ['a']],
    ]);
  });

  it('does not take the same list in another order for a difference', () => {
    const turned = {
      ...host('b').facts,
      guestArchitectures: ['i686', 'x86_64'] as const,
      securityModels: ['dac', 'apparmor'],
    };
    const cells = buildMatrix([host('a'), host('b', { facts: turned })]);
    expect(cells.filter((cell) => cell.differs)).toEqual([]);
    const modes = (guestModes: MatrixHost['facts']['guestModes']) =>
      xen('x', { architecture: 'ia64', facts: { guestModes } });
    expect(cellOf([modes(['pv', 'hvm']), modes(['hvm', 'pv'])], 'xen-ia64', 'guest-modes').differs).toBe(false);
  });

  it('never calls a simulated host probed, and never lets it overrule the document', () => {
    const model = host('dempsey-02', { simulated: true, capabilities: { migration: NOTHING, snapshots: true } });
    for (const cell of buildMatrix([model])) expect(cell.evidence).not.toContain('probed');
    const cell = cellOf([model], 'qemu-kvm', 'live-migration');
    expect(cell).toMatchObject({ claim: YES, evidence: ['documented', 'simulated'], contradicts: false });
    expect(cell.findings).toMatchObject([{ basis: 'simulated', claim: NO }]);
  });

  it('takes the model’s word where no document says anything', () => {
    const montecito = xen('montecito-01', {
      simulated: true,
      architecture: 'ia64',
      facts: { guestModes: ['pv', 'hvm'], guestArchitectures: ['ia64'] },
    });
    expect(cellOf([montecito], 'xen-ia64', 'cancel')).toMatchObject({ claim: NO, evidence: ['simulated'] });
    expect(cellOf([], 'xen-ia64', 'cancel')).toMatchObject({ claim: NOT_KNOWN, evidence: [] });
  });

  it('keeps what real and simulated hosts say apart', () => {
    const cell = cellOf([host('rig-1'), host('dempsey-02', { simulated: true })], 'qemu-kvm', 'live-migration');
    expect(cell.evidence).toEqual(['probed', 'documented', 'simulated']);
    expect(cell.findings.map((group) => group.basis).toSorted()).toEqual(['probed', 'simulated']);
    expect(cell.differs).toBe(false);
  });

  it('merges a cell of nobody as not known', () => {
    const documented = { claim: NOT_KNOWN, note: 'Nobody says.', sources: ['report'] } as const;
    expect(mergeCell('xen-pv', 'cancel', documented, [])).toMatchObject({ claim: NOT_KNOWN, evidence: [] });
  });
});

describe('a Xen host on x86', () => {
  it('speaks for the guest modes it offers, and of the others says only that it does not offer them', () => {
    expect(findingsOf(xen('x'), 'xen-pvh')).toEqual([
      { ability: 'guest-modes', basis: 'probed', claim: { verdict: 'no', words: 'Not offered' } },
    ]);
    expect(findingsOf(xen('x'), 'xen-hvm').map((finding) => finding.ability)).toContain('live-migration');
    expect(findingsOf(xen('x'), 'xen-ia64')).toEqual([]);
    expect(findingsOf(xen('x'), 'qemu-kvm')).toEqual([]);
  });

  it('does not prove that paravirtual guests move live by saying that Xen does', () => {
    const live = (each: MatrixHost, technology: Technology) =>
      findingsOf(each, technology).find((finding) => finding.ability === 'live-migration')?.claim;
    expect(live(xen('x'), 'xen-hvm')).toEqual(YES);
    expect(live(xen('x'), 'xen-pv')).toBeUndefined();
    expect(live(xen('x', { capabilities: { migration: NOTHING, snapshots: true } }), 'xen-pv')).toEqual(NO);
  });

  it('that does not say its guest modes speaks for none of the three columns', () => {
    const silent = xen('x', { facts: { guestModes: [] } });
    expect(TECHNOLOGIES.flatMap((each) => findingsOf(silent, each))).toEqual([]);
  });
});

describe('one host in one column', () => {
  it('names its guest modes together and everything else once', () => {
    const found = describeHost(xen('x'));
    const words = Object.fromEntries(found.map((finding) => [finding.ability, finding.claim.words]));
    expect(words).toMatchObject({
      'guest-modes': 'PV, HVM',
      // Of paravirtual guests it is not known before one was tried.
      'live-migration': 'Yes; Xen PV not probed',
      cancel: 'No',
    });
    expect(new Set(found.map((finding) => finding.ability)).size).toBe(found.length);
    expect(words).not.toHaveProperty('snapshots');
  });

  it('names the guest modes where they differ', () => {
    const tried = xen('x', {
      capabilities: { migration: { ...NOTHING, live: true, liveParavirtual: false }, snapshots: false },
    });
    expect(describeHost(tried).find((finding) => finding.ability === 'live-migration')).toEqual({
      ability: 'live-migration',
      basis: 'probed',
      claim: { verdict: 'partly', words: 'Xen PV: No; Xen HVM: Yes' },
    });
  });

  it('of a technology outside of the matrix says nothing', () => {
    expect(describeHost(host('c', { hypervisor: 'lxc' }))).toEqual([]);
  });
});
