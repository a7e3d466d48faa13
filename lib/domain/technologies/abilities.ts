/** What the capability matrix asks of a technology: one row each, in the order of the page. */

export const ABILITY_GROUPS = ['what-it-is', 'moving', 'looking-in'] as const;
export type AbilityGroup = (typeof ABILITY_GROUPS)[number];
export const ABILITY_GROUP_TITLES: Record<AbilityGroup, string> = {
  'what-it-is': 'What it is',
  moving: 'Moving a running domain',
  'looking-in': 'Keeping, looking in, shutting off',
};

export const ABILITIES = [
  'hosted',
  'architectures',
  'guest-modes',
  '64-bit',
  'smp',
  'live-migration',
  'cancel',
  'progress',
  'bandwidth-cap',
  'downtime-cap',
  'auto-converge',
  'post-copy',
  'copy-storage',
  'snapshots',
  'consoles',
  'isolation',
] as const;
export type Ability = (typeof ABILITIES)[number];

export interface AbilityWords {
  readonly title: string;
  readonly group: AbilityGroup;
  /** One sentence for who meets the word for the first time. */
  readonly explanation: string;
}

export const ABILITY_WORDS: Record<Ability, AbilityWords> = {
  hosted: {
    title: 'Hosted',
    group: 'what-it-is',
    explanation: 'Runs on top of a general operating system (type 2), or on the metal (type 1).',
  },
  architectures: {
    title: 'Architectures',
    group: 'what-it-is',
    explanation: 'CPU architectures its guests may have.',
  },
  'guest-modes': {
    title: 'Guest modes',
    group: 'what-it-is',
    explanation: 'PV: a kernel that knows the hypervisor. HVM: an unmodified one. PVH: between the two.',
  },
  '64-bit': {
    title: '64-bit guests',
    group: 'what-it-is',
    explanation: 'Guests may run a 64-bit operating system.',
  },
  smp: { title: 'SMP guests', group: 'what-it-is', explanation: 'A guest may have more than one CPU.' },
  'live-migration': {
    title: 'Live migration',
    group: 'moving',
    explanation: 'A domain moves to another host of the same technology while it runs.',
  },
  cancel: {
    title: 'Cancel',
    group: 'moving',
    explanation: 'A migration under way can be stopped; the domain then stays where it was.',
  },
  progress: {
    title: 'Progress',
    group: 'moving',
    explanation: 'Bytes and rounds are reported while it copies, not stages and time only.',
  },
  'bandwidth-cap': { title: 'Bandwidth cap', group: 'moving', explanation: 'The copying can be kept below a rate.' },
  'downtime-cap': {
    title: 'Downtime cap',
    group: 'moving',
    explanation: 'The switch-over can be held to a longest downtime.',
  },
  'auto-converge': {
    title: 'Auto-converge',
    group: 'moving',
    explanation: 'A guest that writes faster than the link can be slowed down until the copy catches up.',
  },
  'post-copy': {
    title: 'Post-copy',
    group: 'moving',
    explanation: 'The guest can be switched over first and its memory fetched after.',
  },
  'copy-storage': {
    title: 'Disks along',
    group: 'moving',
    explanation: 'Disks that are not shared can be copied with the running domain.',
  },
  snapshots: {
    title: 'Snapshots',
    group: 'looking-in',
    explanation: 'The state of a domain can be kept and gone back to.',
  },
  consoles: {
    title: 'Consoles',
    group: 'looking-in',
    explanation: 'How the console of a guest can be opened; a text console through libvirt is what Gridbox can use.',
  },
  isolation: {
    title: 'Isolation',
    group: 'looking-in',
    explanation: 'What keeps guests apart, and which labels say which guest may touch what.',
  },
};
