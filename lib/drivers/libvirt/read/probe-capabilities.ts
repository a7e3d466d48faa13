/**
 * What a connected host can do: from its driver type, from what it says of itself, from functions that it was asked for and
 * does not have, and from what it has refused since.
 */
import type { DomainVerb } from '@/lib/domain/domain-actions';
import type { HostCapabilities } from '@/lib/domain/readings';
import { esxUnsupported, isEsx } from '@/lib/drivers/libvirt/esx/esx-capabilities';
import type { Capabilities } from '@/lib/drivers/libvirt/xml/parse-capabilities';

export interface ProbedFacts {
  /** `virConnectGetType`. */
  readonly type: string;
  readonly uri: string;
  readonly capabilities: Capabilities;
  /** The event thread could register for lifecycle events. */
  readonly events: boolean;
  /** Functions that this host's driver has answered with VIR_ERR_NO_SUPPORT, under libvirt's names. */
  readonly missing: readonly string[];
  /** The functions that touch jobs and migrations were asked for too: a host without a control domain is not. */
  readonly jobsProbed: boolean;
  /** Sentences for verbs that this host has answered with "not supported". */
  readonly refused: Partial<Record<DomainVerb, string>>;
  /** Learned by trying; undefined until then. */
  readonly liveParavirtual: boolean | undefined;
  /** See `whyNoHostPrograms`. */
  readonly noHostPrograms: string | undefined;
  /** Why the last try to make a network here failed, where that is the host's own lack. */
  readonly noNetworks: string | undefined;
}

const NO_MIGRATION: HostCapabilities['migration'] = {
  live: false,
  cancel: false,
  progress: false,
  bandwidthCap: false,
  downtimeCap: false,
  autoConverge: false,
  postCopy: false,
  copyStorage: false,
};

/** libvirt's drivers with `virDomainOpenConsole`, https://libvirt.org/hvsupport.html; of them these were tried. */
const CONSOLES: readonly string[] = ['qemu', 'xen'];

const TRIED_ON_XEN = ['cancel', 'bandwidthCap', 'downtimeCap', 'postCopy', 'snapshots'] as const;

/** What each libvirt driver does beyond what can be probed: https://libvirt.org/hvsupport.html */
export function toHostCapabilities(facts: ProbedFacts): HostCapabilities {
  const type = facts.type.toLowerCase();
  const has = (fn: string): boolean => !facts.missing.includes(fn);
  const migration = migrationOf(facts, type, has);
  const esx = isEsx(facts.uri);
  const unsupported: Partial<Record<DomainVerb, string>> = {
    ...facts.refused,
    ...(esx ? esxUnsupported(facts.uri) : {}),
  };
  if (!migration.live) {
    unsupported.migrate ??=
      type === 'test'
        ? 'The test driver keeps its domains in memory and cannot migrate them.'
        : `The ${facts.type} driver of libvirt does not report live migration on this host.`;
  }
  if (!has('virDomainHasManagedSaveImage'))
    unsupported.save ??= `The ${facts.type} driver of libvirt cannot save the memory of a domain.`;
  return {
    unsupported,
    events: facts.events,
    bulkStatistics: has('virConnectGetAllDomainStats'),
    nodeStatistics: has('virNodeGetCPUStats'),
    snapshots: has('virDomainSnapshotNum'),
    metadata: !esx,
    migration,
    // A guest of QEMU has a port of its own for its heartbeat; one of Xen has its console.
    noConsole: CONSOLES.includes(type) ? undefined : `Libvirt's ${facts.type} driver has no text console of a domain.`,
    noHostPrograms: facts.noHostPrograms,
    noNetworks: whyNoNetworks(facts) ?? facts.noNetworks,
    guestChannels: type === 'qemu' ? ['agent', 'heartbeat'] : type === 'xen' ? ['heartbeat'] : [],
    // `<migration_features>` is the host's own word, but for ESX, which claims what vCenter does; the calls of Xen's driver are
    // tried out; the rest is taken from the kind of host.
    probed: esx ? [] : type === 'xen' && facts.jobsProbed ? ['live', ...TRIED_ON_XEN] : ['live'],
  };
}

/** A sentence where a host is known to make no networks; where it is not known, the first try tells. */
export function whyNoNetworks({
  type,
  uri,
  missing,
}: Pick<ProbedFacts, 'type' | 'uri' | 'missing'>): string | undefined {
  if (isEsx(uri)) return 'Gridbox makes no networks on ESX: make a port group with its own tools.';
  // An ordinary user's daemon may make no bridge.
  if (type.toLowerCase() === 'qemu' && URL.canParse(uri) && new URL(uri).pathname !== '/system')
    return 'This host runs as an ordinary user, who may make no bridge. Use a segment of its guests (mcast:ADDRESS:PORT).';
  if (missing.includes('virConnectNumOfNetworks'))
    return 'Libvirt has no network driver on this host. Install it there (Debian: libvirt-daemon-system).';
  return undefined;
}

function migrationOf(facts: ProbedFacts, type: string, has: (fn: string) => boolean): HostCapabilities['migration'] {
  if (!facts.capabilities.liveMigration) return NO_MIGRATION;
  if (type === 'qemu') {
    return {
      live: true,
      cancel: true,
      progress: true,
      bandwidthCap: true,
      downtimeCap: true,
      autoConverge: true,
      // QEMU needs the right to handle page faults of the kernel, which an ordinary user's QEMU does not have.
      postCopy: URL.canParse(facts.uri) && new URL(facts.uri).pathname === '/system',
      copyStorage: true,
    };
  }
  if (type !== 'xen') return NO_MIGRATION;
  const probed = (fn: string): boolean => facts.jobsProbed && has(fn);
  return {
    live: true,
    liveParavirtual: facts.liveParavirtual,
    cancel: probed('virDomainAbortJob'),
    // Its jobs say for how long they have run, and never how far they are.
    progress: false,
    bandwidthCap: probed('virDomainMigrateGetMaxSpeed'),
    downtimeCap: probed('virDomainMigrateGetMaxDowntime'),
    // Flags of a migration that the Xen driver does not know.
    autoConverge: false,
    postCopy: probed('virDomainMigrateStartPostCopy'),
    copyStorage: false,
  };
}
