/** Vocabulary of domains (virtual machines). Pure. */

/**
 * States of a domain as Gridbox shows them; libvirt's own are mapped by the driver. `saved` is off with its memory kept in
 * an image on its host: libvirt's managed save.
 * `starting`, `stopping` and `migrating` are only shown while an operation of ours does that.
 */
export const DOMAIN_STATES = [
  'running',
  'paused',
  'shutting-down',
  'off',
  'saved',
  'crashed',
  'suspended',
  'unknown',
] as const;
export type DomainState = (typeof DOMAIN_STATES)[number];

/** States in which the domain occupies its host's memory. */
export const ACTIVE_STATES: readonly DomainState[] = ['running', 'paused', 'shutting-down', 'suspended'];
export const isActive = (state: DomainState): boolean => ACTIVE_STATES.includes(state);

/** LCG node types, see the site's role table; a domain may play several. */
export const ROLES = ['CE', 'SE', 'WN', 'UI', 'RB', 'BDII', 'MON', 'LFC', 'VOBOX', 'PX'] as const;
export type Role = (typeof ROLES)[number];
/** How a role is written on screen. */
export const ROLE_LABELS: Record<Role, string> = {
  CE: 'CE',
  SE: 'SE',
  WN: 'WN',
  UI: 'UI',
  RB: 'RB',
  BDII: 'BDII',
  MON: 'MON',
  LFC: 'LFC',
  VOBOX: 'VO-box',
  PX: 'PX',
};
/** The same of a role that a document keeps as it was written. */
export function roleLabel(text: string): string {
  const role = ROLES.find((each) => each === text);
  return role === undefined ? text : ROLE_LABELS[role];
}
export const ROLE_NAMES: Record<Role, string> = {
  CE: 'Computing Element',
  SE: 'Storage Element',
  WN: 'Worker Node',
  UI: 'User Interface',
  RB: 'Resource Broker',
  BDII: 'Information index',
  MON: 'Monitoring',
  LFC: 'File catalogue',
  VOBOX: 'VO-box',
  PX: 'MyProxy',
};

/** How the guest runs: paravirtual kernel, Xen PVH, or full virtualization; `container` for LXC. */
export const GUEST_MODES = ['pv', 'pvh', 'hvm', 'container', 'unknown'] as const;
export type GuestMode = (typeof GUEST_MODES)[number];

export interface DiskFacts {
  /** Device name in the guest, e.g. `vda`. */
  readonly target: string;
  readonly kind: 'disk' | 'cdrom' | 'floppy' | 'lun';
  /** Path, volume or URL on the host; undefined for an empty drive. */
  readonly source?: string | undefined;
  readonly format?: string | undefined;
  readonly readOnly: boolean;
  /** True where source is known to be one storage seen by several hosts (network disk, or marked shareable). */
  readonly shared: boolean;
  readonly capacityBytes?: number | undefined;
}

export interface NicFacts {
  readonly mac?: string | undefined;
  readonly kind: string;
  /** Bridge, network or multicast segment it is attached to. */
  readonly source?: string | undefined;
  readonly model?: string | undefined;
  /** Name of the host's network filter that its traffic passes; undefined: none. */
  readonly filter?: string | undefined;
}

/** First to last. Somebody has to choose: a domain without one is not started again by itself. */
export const RESTART_PRIORITIES = ['high', 'medium', 'low'] as const;
export type RestartPriority = (typeof RESTART_PRIORITIES)[number];
export const RESTART_PRIORITY_WORDS: Record<RestartPriority, string> = {
  high: 'High priority',
  medium: 'Medium priority',
  low: 'Low priority',
};

/** What Gridbox keeps in the domain's own metadata element, so that it travels with the domain. */
export interface GridMetadata {
  readonly roles: readonly Role[];
  readonly vo?: string | undefined;
  readonly tags: readonly string[];
  /** Name of the host the domain belongs to when nothing is in the way. */
  readonly homeHost?: string | undefined;
  /** Guest kernel as its owner declares it, e.g. `2.4.21-slc3`; checked before a move. */
  readonly kernelVersion?: string | undefined;
  /** The guest's software relies on Itanium floating-point software assistance. */
  readonly needsFpswa: boolean;
  /** Domains that share a word here are kept on different hosts. */
  readonly antiAffinity?: string | undefined;
  /** Domains that share a word here are kept on one host while they run. */
  readonly affinity?: string | undefined;
  /** `user@address:port` by which programs are run in its guest where the hypervisor has no channel for them. */
  readonly sshAddress?: string | undefined;
  /** When it is started again elsewhere after its host was lost; undefined: not at all. */
  readonly restartPriority?: RestartPriority | undefined;
}
/** A domain with this tag is left where it is by plans that level hosts; people may move it. */
export const PINNED_TAG = 'pinned';
export const EMPTY_METADATA: GridMetadata = { roles: [], tags: [], needsFpswa: false };

/** The same without the keys that hold undefined: JSON drops them, so every reader sees one form of "not given". */
export function presentMetadata(metadata: GridMetadata): GridMetadata {
  const { vo, homeHost, kernelVersion, antiAffinity, affinity, sshAddress, restartPriority, ...given } = metadata;
  return {
    ...given,
    ...(vo === undefined ? {} : { vo }),
    ...(homeHost === undefined ? {} : { homeHost }),
    ...(kernelVersion === undefined ? {} : { kernelVersion }),
    ...(antiAffinity === undefined ? {} : { antiAffinity }),
    ...(affinity === undefined ? {} : { affinity }),
    ...(sshAddress === undefined ? {} : { sshAddress }),
    ...(restartPriority === undefined ? {} : { restartPriority }),
  };
}
