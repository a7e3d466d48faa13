/** What a connected host can do: from its driver type, from what it says of itself, and from verbs that it has refused as unknown. */
import type { DomainVerb } from '@/lib/domain/domain-actions';
import type { HostCapabilities } from '@/lib/domain/readings';
import type { Capabilities } from '@/lib/drivers/libvirt/xml/parse-capabilities';

export interface ProbedFacts {
  /** `virConnectGetType`. */
  readonly type: string;
  readonly uri: string;
  readonly capabilities: Capabilities;
  /** The event thread could register for lifecycle events. */
  readonly events: boolean;
  /** Sentences for verbs that this host has answered with "not supported". */
  readonly refused: Partial<Record<DomainVerb, string>>;
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

/**
 * What each libvirt driver does in a migration, https://libvirt.org/hvsupport.html
 * Only QEMU reports a job that can be watched and aborted; libxl moves without saying how far it is.
 */
export function toHostCapabilities(facts: ProbedFacts): HostCapabilities {
  const type = facts.type.toLowerCase();
  const qemu = type === 'qemu';
  const migration = migrationOf(facts, type);
  const unsupported: Partial<Record<DomainVerb, string>> = { ...facts.refused };
  if (!migration.live) {
    unsupported.migrate ??=
      type === 'test'
        ? 'The test driver keeps its domains in memory and cannot migrate them.'
        : `The ${facts.type} driver of libvirt does not report live migration on this host.`;
  }
  return {
    unsupported,
    events: facts.events,
    bulkStatistics: true,
    metadata: true,
    migration,
    guestChannels: qemu ? ['agent', 'heartbeat'] : [],
  };
}

function migrationOf(facts: ProbedFacts, type: string): HostCapabilities['migration'] {
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
  if (type === 'xen') return { ...NO_MIGRATION, live: true };
  return NO_MIGRATION;
}
