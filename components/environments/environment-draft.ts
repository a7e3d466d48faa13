/** What is typed into the form of an environment: text by field, until it is one. */
import { EnvironmentBody, EnvironmentPlace } from '@/lib/contracts/environments';

export const ENVIRONMENT_FIELDS = [
  'description',
  'role',
  'os',
  'software',
  'imageFrom',
  'library',
  'libraryVersion',
  'path',
  'sha512',
  'architecture',
  'guestModes',
  'isolation',
  'network',
  'hostClass',
  'hosts',
  'vcpus',
  'memoryMiB',
  'diskGiB',
  'mostVcpus',
  'mostMemoryMiB',
  'mostDiskGiB',
  'mostDomains',
  'daysMax',
  'vos',
] as const;
export type EnvironmentField = (typeof ENVIRONMENT_FIELDS)[number];
export type EnvironmentDraft = Readonly<Record<EnvironmentField, string>>;

export const FIRST_ENVIRONMENT: EnvironmentDraft = {
  description: '',
  role: 'WN',
  os: '',
  software: '',
  imageFrom: 'library',
  library: '',
  libraryVersion: '',
  path: '',
  sha512: '',
  architecture: 'x86_64',
  guestModes: 'hvm',
  isolation: 'dedicated',
  network: '',
  hostClass: '',
  hosts: '',
  vcpus: '1',
  memoryMiB: '512',
  diskGiB: '',
  mostVcpus: '4',
  mostMemoryMiB: '4096',
  mostDiskGiB: '',
  mostDomains: '8',
  daysMax: '30',
  vos: '',
};

const orEmpty = (value: number | string | null): string => (value === null ? '' : String(value));

export function environmentDraftOf(body: EnvironmentBody): EnvironmentDraft {
  const { image, most } = body;
  return {
    description: body.description,
    role: body.role,
    os: body.os,
    software: body.software,
    ...('library' in image
      ? { imageFrom: 'library', library: image.library, libraryVersion: String(image.version), path: '', sha512: '' }
      : { imageFrom: 'path', library: '', libraryVersion: '', path: image.path, sha512: image.sha512 }),
    architecture: body.architecture,
    guestModes: body.guestModes.join(', '),
    isolation: body.isolation,
    network: orEmpty(body.network),
    hostClass: orEmpty(body.hostClass),
    hosts: body.hosts.join(', '),
    vcpus: String(body.vcpus),
    memoryMiB: String(body.memoryMiB),
    diskGiB: orEmpty(body.diskGiB),
    mostVcpus: String(most.vcpus),
    mostMemoryMiB: String(most.memoryMiB),
    mostDiskGiB: orEmpty(most.diskGiB),
    mostDomains: String(most.domains),
    daysMax: String(body.daysMax),
    vos: body.vos.join(', '),
  };
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const numberOr = (text: string): number | string | null => {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^[0-9]{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
};

/** What of a draft decides on which hosts it can be made; undefined where that is not whole. */
export const placeOf = ({
  architecture,
  isolation,
  hostClass,
  hosts,
}: EnvironmentDraft): EnvironmentPlace | undefined =>
  EnvironmentPlace.safeParse({
    architecture,
    isolation,
    hostClass: hostClass === '' ? null : hostClass,
    hosts: listOf(hosts),
  }).data;

/** Where what the contract calls a field is typed. */
const TYPED_AT: Readonly<Record<string, EnvironmentField>> = {
  'image.library': 'library',
  'image.version': 'libraryVersion',
  'image.path': 'path',
  'image.sha512': 'sha512',
  'most.vcpus': 'mostVcpus',
  'most.memoryMiB': 'mostMemoryMiB',
  'most.diskGiB': 'mostDiskGiB',
  'most.domains': 'mostDomains',
};

/** @param path as the contract calls it, with or without the body around it. @example typedAt('body.image.version') // 'libraryVersion' */
export function typedAt(path: string): EnvironmentField | undefined {
  const parts = path.replace(/^body\./, '').split('.');
  return TYPED_AT[parts.slice(0, 2).join('.')] ?? ENVIRONMENT_FIELDS.find((field) => field === parts[0]);
}

/** The environment, or what is wrong with it by the field in which it was typed. */
export function readEnvironmentDraft(
  draft: EnvironmentDraft,
): { readonly body: EnvironmentBody } | { readonly problems: ReadonlyMap<EnvironmentField, string> } {
  const read = EnvironmentBody.safeParse({
    description: draft.description,
    role: draft.role,
    os: draft.os,
    software: draft.software,
    image:
      draft.imageFrom === 'library'
        ? { library: draft.library.trim(), version: numberOr(draft.libraryVersion) }
        : { path: draft.path.trim(), sha512: draft.sha512.trim() },
    architecture: draft.architecture,
    guestModes: listOf(draft.guestModes),
    isolation: draft.isolation,
    // What was typed for another choice is no part of this one.
    network: draft.isolation === 'attached' && draft.network.trim() !== '' ? draft.network.trim() : null,
    hostClass: draft.hostClass === '' ? null : draft.hostClass,
    hosts: listOf(draft.hosts),
    vcpus: numberOr(draft.vcpus),
    memoryMiB: numberOr(draft.memoryMiB),
    diskGiB: numberOr(draft.diskGiB),
    most: {
      vcpus: numberOr(draft.mostVcpus),
      memoryMiB: numberOr(draft.mostMemoryMiB),
      diskGiB: numberOr(draft.mostDiskGiB),
      domains: numberOr(draft.mostDomains),
    },
    daysMax: numberOr(draft.daysMax),
    vos: listOf(draft.vos),
  });
  if (read.success) return { body: read.data };
  const problems = new Map<EnvironmentField, string>();
  for (const issue of read.error.issues) {
    // Of an image that is none of its forms each form complains: those of the form that was typed are told.
    const inner =
      issue.code === 'invalid_union' ? (issue.errors[draft.imageFrom === 'library' ? 0 : 1] ?? []) : [issue];
    for (const each of inner) {
      const path = [...(issue.code === 'invalid_union' ? issue.path : []), ...each.path].map(String);
      const at = typedAt(path.join('.')) ?? 'description';
      if (!problems.has(at)) problems.set(at, each.message);
    }
  }
  return { problems };
}
