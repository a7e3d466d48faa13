import type { HostDetail } from '@/lib/contracts/hosts';
import { VERB_LABELS, DOMAIN_VERBS } from '@/lib/domain/domain-actions';

export interface CapabilitySentence {
  readonly name: string;
  readonly offered: boolean;
  /** What it means that it is there, or that it is not. */
  readonly sentence: string;
}

type Capabilities = NonNullable<HostDetail['capabilities']>;
const MIGRATION: Record<
  keyof Capabilities['migration'],
  { readonly name: string; readonly yes: string; readonly no: string }
> = {
  live: {
    name: 'Live migration',
    yes: 'A running domain can move while it runs.',
    no: 'A running domain cannot move; it must be off.',
  },
  liveParavirtual: {
    name: 'Live migration of paravirtual guests',
    yes: 'A paravirtual guest can move from here while it runs.',
    no: 'A paravirtual guest cannot move from here while it runs: the hypervisor has no shadow paging. It moves by stop and copy; a PVH guest moves live.',
  },
  cancel: {
    name: 'Cancel a migration',
    yes: 'A migration under way can be stopped; the domain then stays where it was.',
    no: 'A migration under way cannot be stopped; it ends by itself.',
  },
  progress: {
    name: 'Progress',
    yes: 'Bytes, rounds and dirty rate are reported while it copies.',
    no: 'Nothing is reported while it copies; only stages are shown.',
  },
  bandwidthCap: {
    name: 'Bandwidth cap',
    yes: 'The copying can be kept below a rate.',
    no: 'The copying takes what the link gives.',
  },
  downtimeCap: {
    name: 'Downtime cap',
    yes: 'The switch-over can be held to a longest downtime.',
    no: 'The hypervisor chooses when to switch over.',
  },
  autoConverge: {
    name: 'Auto-converge',
    yes: 'A guest that writes too fast can be slowed down until the copy catches up.',
    no: 'A guest that writes too fast cannot be slowed down.',
  },
  postCopy: {
    name: 'Post-copy',
    yes: 'The guest can be switched over first and its memory fetched after.',
    no: 'All memory is copied before the switch-over.',
  },
  copyStorage: {
    name: 'Disks along with it',
    yes: 'Disks that are not shared can be copied with the domain.',
    no: 'Disks must be on storage that both hosts see.',
  },
};

/** What a host can and cannot do, each in a sentence. Verbs the driver lacks come first, with the driver's own reason. */
export function capabilitySentences(capabilities: Capabilities): CapabilitySentence[] {
  const missing = DOMAIN_VERBS.flatMap((verb) => {
    const sentence = capabilities.unsupported[verb];
    return sentence === undefined ? [] : [{ name: VERB_LABELS[verb], offered: false, sentence }];
  });
  // Object.keys of a const record: its keys are exactly those of the type.
  const migration = (Object.keys(MIGRATION) as (keyof typeof MIGRATION)[]).flatMap((key) => {
    const { name, yes, no } = MIGRATION[key];
    const offered = capabilities.migration[key];
    // Not known, or of no meaning here: nothing is said rather than something guessed.
    return offered === undefined ? [] : [{ name, offered, sentence: offered ? yes : no }];
  });
  const channels = capabilities.guestChannels;
  return [
    ...missing,
    ...migration,
    {
      name: 'Events',
      offered: capabilities.events,
      sentence: capabilities.events
        ? 'Changes are announced by the hypervisor and shown at once.'
        : 'Changes are found at the next reading, seconds later.',
    },
    {
      name: 'Figures of all domains at once',
      offered: capabilities.bulkStatistics,
      sentence: capabilities.bulkStatistics
        ? 'The figures of all domains come in one answer.'
        : 'Domains are read one by one, which takes longer where there are many.',
    },
    {
      name: 'Load of the host',
      offered: capabilities.nodeStatistics,
      sentence: capabilities.nodeStatistics
        ? 'The host itself says how busy its CPUs are.'
        : 'The host does not say how busy its CPUs are. Under Xen its load is added up from its domains; elsewhere it is not known.',
    },
    {
      name: 'Snapshots',
      offered: capabilities.snapshots,
      sentence: capabilities.snapshots
        ? 'Snapshots of a domain are counted; one that has any does not move.'
        : 'This hypervisor keeps no snapshots of domains.',
    },
    {
      name: 'Grid facts in the definition',
      offered: capabilities.metadata,
      sentence: capabilities.metadata
        ? 'Roles, VO and tags are kept in the definition and travel with the domain.'
        : 'Roles, VO and tags cannot be kept in the definition.',
    },
    {
      name: 'Hearing the guest',
      offered: channels.length > 0,
      sentence:
        channels.length === 0
          ? 'No guest can be heard, so a migration can never be proved by its guest.'
          : `Guests are heard by ${channels.map((channel) => (channel === 'agent' ? 'the guest agent' : 'the heartbeat on their console')).join(' and ')}.`,
    },
  ];
}
