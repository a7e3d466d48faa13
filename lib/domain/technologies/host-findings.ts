/** What one host of the inventory says of the technology it runs. Pure: the agent's readings in, findings out. */
import type { GuestMode } from '../domain';
import { type Architecture, ARCHITECTURES, type Hypervisor } from '../host';
import type { HostCapabilities, HostReading, MigrationAbilities } from '../readings';
import { ABILITIES, type Ability } from './abilities';
import { type Claim, listOf, NO, sameClaim, yesOrNo } from './claim';
import { type Technology, technologiesOf, TECHNOLOGY_WORDS } from './technologies';

/**
 * How it is known of a host. `probed`: the host itself was asked and answered. `concluded`: Gridbox takes it from the kind of
 * host and its address; nobody asked. `simulated`: a model says so.
 */
export const BASES = ['probed', 'concluded', 'simulated'] as const;
export type Basis = (typeof BASES)[number];

/** A host as the matrix sees it: the parts of its reading and capabilities that say what its technology can do. */
export interface MatrixHost {
  readonly id: string;
  readonly name: string;
  readonly simulated: boolean;
  readonly hypervisor: Hypervisor;
  readonly architecture: Architecture;
  readonly facts: Pick<HostReading, 'guestModes' | 'guestArchitectures' | 'guestCpusMax' | 'securityModels'>;
  readonly capabilities: Pick<HostCapabilities, 'migration' | 'snapshots' | 'probed'> | undefined;
}

export interface Finding {
  readonly ability: Ability;
  readonly basis: Basis;
  readonly claim: Claim;
}

/** Does the host run guests of this column? One that does not say its guest modes does, where it has a single column. */
export function offers(host: MatrixHost, technology: Technology): boolean {
  const columns = technologiesOf(host);
  const known = host.facts.guestModes.filter((mode) => mode !== 'unknown');
  if (!columns.includes(technology)) return false;
  return known.length === 0
    ? columns.length === 1
    : known.some((mode) => TECHNOLOGY_WORDS[technology].modes.includes(mode));
}

const MODE_WORDS: Record<GuestMode, string> = {
  pv: 'PV',
  pvh: 'PVH',
  hvm: 'HVM',
  container: 'containers',
  unknown: 'unknown',
};
const SIXTY_FOUR_BIT: readonly Architecture[] = ['x86_64', 'ia64', 'aarch64', 'ppc64le', 's390x'];
const MIGRATION: readonly (readonly [Ability, Exclude<keyof MigrationAbilities, 'liveParavirtual'>])[] = [
  ['live-migration', 'live'],
  ['cancel', 'cancel'],
  ['progress', 'progress'],
  ['bandwidth-cap', 'bandwidthCap'],
  ['downtime-cap', 'downtimeCap'],
  ['auto-converge', 'autoConverge'],
  ['post-copy', 'postCopy'],
  ['copy-storage', 'copyStorage'],
];
/** What the libvirt driver asks every host for: `<migration_features>` of `virConnectGetCapabilities`. */
const PROBED_UNLESS_SAID: NonNullable<HostCapabilities['probed']> = ['live'];

/**
 * What `host` says of `technology`, at most one finding per ability. A host that does not offer the technology's guest modes
 * says only that; a host that was not read for something says nothing of it.
 */
export function findingsOf(host: MatrixHost, technology: Technology): readonly Finding[] {
  const columns = technologiesOf(host);
  if (!columns.includes(technology)) return [];
  const { guestModes, guestArchitectures, guestCpusMax, securityModels } = host.facts;
  const asked: Basis = host.simulated ? 'simulated' : 'probed';
  const found: Finding[] = [];
  const add = (ability: Ability, claim: Claim, basis: Basis = asked) => void found.push({ ability, basis, claim });

  const known: readonly GuestMode[] = guestModes.filter((mode) => mode !== 'unknown');
  // In our order, not in the host's: two hosts that say the same in another order do not differ.
  const offered = TECHNOLOGY_WORDS[technology].modes.filter((mode) => known.includes(mode));
  if (known.length === 0) {
    // Of which of several columns it speaks is not known.
    if (columns.length > 1) return [];
  } else if (offered.length === 0) {
    add('guest-modes', { verdict: 'no', words: 'Not offered' });
    return found;
  } else {
    add('guest-modes', { verdict: 'yes', words: offered.map((mode) => MODE_WORDS[mode]).join(', ') });
  }
  if (guestArchitectures !== undefined && guestArchitectures.length > 0) {
    add('architectures', listOf(ARCHITECTURES.filter((each) => guestArchitectures.includes(each))));
    add('64-bit', yesOrNo(guestArchitectures.some((each) => SIXTY_FOUR_BIT.includes(each))));
  }
  if (guestCpusMax !== undefined) {
    add('smp', guestCpusMax > 1 ? { verdict: 'yes', words: `Up to ${guestCpusMax}` } : NO);
  }
  if (securityModels !== undefined) {
    add(
      'isolation',
      securityModels.length === 0
        ? { verdict: 'no', words: 'No labels' }
        : { verdict: 'yes', words: `Labels: ${securityModels.toSorted().join(', ')}` },
    );
  }
  if (host.capabilities !== undefined) {
    const { migration, snapshots, probed = PROBED_UNLESS_SAID } = host.capabilities;
    // Unlike a migration nothing in the kind of a host tells it: where nobody asked there is nothing to say.
    if (host.simulated || probed.includes('snapshots')) add('snapshots', yesOrNo(snapshots));
    for (const [ability, key] of MIGRATION) {
      // The host says it of Xen as a whole; whether a paravirtual guest can be copied live depends on shadow paging besides,
      // and is known of a host only after one was tried there.
      if (technology === 'xen-pv' && key === 'live' && migration.live && !host.simulated) {
        if (migration.liveParavirtual !== undefined) add(ability, yesOrNo(migration.liveParavirtual), 'probed');
        continue;
      }
      add(
        ability,
        yesOrNo(migration[key]),
        host.simulated ? 'simulated' : probed.includes(key) ? 'probed' : 'concluded',
      );
    }
  }
  return found;
}

/** One host in one column: its findings over all guest modes it offers; where they differ each is named. */
export function describeHost(host: MatrixHost): readonly Finding[] {
  const columns = technologiesOf(host)
    // A mode that is not offered is no news beside those that are.
    .filter((technology) => offers(host, technology))
    .map((technology) => ({ technology, found: findingsOf(host, technology) }));

  return ABILITIES.flatMap((ability): Finding[] => {
    const said = columns.flatMap(({ technology, found }) =>
      found.filter((finding) => finding.ability === ability).map((finding) => ({ technology, finding })),
    );
    const [first] = said;
    if (first === undefined) return [];
    if (ability === 'guest-modes') {
      const words = said.map(({ finding }) => finding.claim.words).join(', ');
      return [{ ...first.finding, claim: { verdict: 'yes', words } }];
    }
    if (said.every(({ finding }) => sameClaim(finding.claim, first.finding.claim))) {
      const silent = columns.filter(({ technology }) => !said.some((each) => each.technology === technology));
      if (silent.length === 0) return [first.finding];
      // "Yes" of some guest modes must not be read as of all.
      const names = silent.map(({ technology }) => TECHNOLOGY_WORDS[technology].shortName).join(', ');
      const { claim } = first.finding;
      return [{ ...first.finding, claim: { ...claim, words: `${claim.words}; ${names} not probed` } }];
    }
    const words = said
      .map(({ technology, finding }) => `${TECHNOLOGY_WORDS[technology].shortName}: ${finding.claim.words}`)
      .join('; ');
    return [{ ...first.finding, claim: { verdict: 'partly', words } }];
  });
}
