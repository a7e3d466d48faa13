/** What somebody asks for, together with the domain it is to be like, as one wish with nothing left open but the host. Pure. */
import { EMPTY_METADATA, isActive, presentMetadata, type DomainState, type GridMetadata } from '@/lib/domain/domain';
import type { Architecture } from '@/lib/domain/host';
import { imageLabel, segmentOf, type LibraryImage } from '@/lib/domain/library-image';
import type { DomainDefinition, HostReading } from '@/lib/domain/readings';
import {
  IMAGE_FORMATS,
  MAKEABLE_MODES,
  type DiskBoot,
  type DiskWish,
  type DomainWish,
  type ImageFormat,
  type KernelBoot,
  type LibraryBoot,
  type MakeableMode,
  type WantedNic,
} from '@/lib/domain/wanted-domain';

/** What of another domain a new one can be like. */
export interface LikeFacts {
  readonly name: string;
  readonly state: DomainState;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly definition: Pick<DomainDefinition, 'architecture' | 'guestMode' | 'disks' | 'nics' | 'metadata'> &
    Partial<Pick<DomainDefinition, 'kernel' | 'initrd' | 'commandLine'>>;
}

/** As {@link DiskWish}, the image itself in place of its id. */
export type SettledDisk =
  | Exclude<DiskWish, { from: 'library' }>
  | (Omit<Extract<DiskWish, { from: 'library' }>, 'imageId'> & { readonly image: LibraryImage });
/** As {@link LibraryBoot}, the image itself in place of its id. */
type SettledLibraryBoot = Omit<LibraryBoot, 'imageId'> & { readonly image: LibraryImage };
type SettledBoot = KernelBoot | SettledLibraryBoot | DiskBoot;

export interface SettledWish {
  readonly name: string;
  readonly note: string | undefined;
  readonly metadata: GridMetadata;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly vcpus: number;
  /** Undefined: the host's own. */
  readonly architecture: Architecture | undefined;
  /** Undefined: what the host has for such a boot. */
  readonly guestMode: MakeableMode | undefined;
  readonly boot: SettledBoot;
  readonly disks: readonly SettledDisk[];
  readonly folder: string | undefined;
  /** `named`: as the host reports a network of that name. */
  readonly nics: readonly (WantedNic | { readonly kind: 'named'; readonly source: string })[];
  readonly start: boolean;
}

/** Something in the wish that cannot be; `field` is its place in the request. */
export interface WishProblem {
  readonly field: string;
  readonly message: string;
}

export type Settled =
  | { readonly wish: SettledWish; readonly problems?: undefined }
  | { readonly wish?: undefined; readonly problems: readonly WishProblem[] };

/** Images of the library by id, those that the wish names. */
export type LibraryImages = ReadonlyMap<string, LibraryImage>;
const NO_IMAGES: LibraryImages = new Map();

/** Ids of the library's images that a wish names. */
export const imagesNamed = ({ boot, disks }: Pick<DomainWish, 'boot' | 'disks'>): readonly string[] => [
  ...new Set([
    ...(boot?.from === 'library' ? [boot.imageId] : []),
    ...disks.flatMap((disk) => (disk.from === 'library' ? [disk.imageId] : [])),
  ]),
];

/**
 * @param like the domain that `asked.like` names, as far as it is known; undefined where none is named
 * @param images those that the asker may use; one that is missing there does not exist
 */
export function settleWish(asked: DomainWish, like: LikeFacts | undefined, images: LibraryImages = NO_IMAGES): Settled {
  const problems: WishProblem[] = [];
  const say = (field: string, message: string): void => void problems.push({ field, message });
  const metadata = metadataOf(asked, like);
  const library = openLibrary(images, metadata.vo, say);
  const memoryKiB = asked.memoryKiB ?? like?.memoryKiB;
  const maxMemoryKiB =
    asked.maxMemoryKiB ?? Math.max(memoryKiB ?? 0, asked.memoryKiB === undefined ? (like?.maxMemoryKiB ?? 0) : 0);
  if (memoryKiB === undefined) say('memoryKiB', 'say how much memory it gets');
  else if (maxMemoryKiB < memoryKiB) say('maxMemoryKiB', 'the most it may have is less than what it gets');
  const vcpus = asked.vcpus ?? like?.vcpus ?? 1;
  const disks = [...copiedDisks(asked, like, say), ...libraryDisks(asked.disks, library, say)];
  const boot = bootOf(asked, like, { first: disks[0], library, say });
  if (boot?.from === 'disk' && disks.length === 0)
    say(
      'disks',
      like === undefined
        ? 'it boots from its disk: give it one'
        : `${like.name} boots from its disk: copy its disks, or give another`,
    );
  const nics = asked.networks?.map((name, index) => nicOf(name, index, say)) ?? likeNics(like);
  const architecture = architectureOf(asked, like, { boot, disks, say });
  if (memoryKiB === undefined || boot === undefined || problems.length > 0) return { problems };
  return {
    wish: {
      name: asked.name,
      note: asked.note,
      metadata,
      memoryKiB,
      maxMemoryKiB,
      vcpus,
      architecture,
      guestMode: asked.guestMode ?? MAKEABLE_MODES.find((mode) => mode === like?.definition.guestMode),
      boot,
      disks,
      folder: asked.folder,
      nics,
      start: asked.start,
    },
  };
}

const knownArchitecture = (like: LikeFacts | undefined): Architecture | undefined =>
  like === undefined || like.definition.architecture === 'unknown' ? undefined : like.definition.architecture;

type Say = (field: string, message: string) => void;
type Library = (field: string, id: string) => LibraryImage | undefined;

/** Looks an image up, and says what stands against using it. */
function openLibrary(images: LibraryImages, vo: string | undefined, say: Say): Library {
  return (field, id) => {
    const image = images.get(id);
    if (image === undefined) say(field, 'there is no such image');
    else if (image.removed) say(field, `the files of ${imageLabel(image)} are removed; build it again`);
    else if (image.vo !== undefined && image.vo !== vo)
      say(field, `${imageLabel(image)} is an image of the VO ${image.vo}, and this domain is not`);
    else return image;
    return undefined;
  };
}

function libraryDisks(disks: readonly DiskWish[], library: Library, say: Say): SettledDisk[] {
  return disks.flatMap((disk, index): SettledDisk[] => {
    if (disk.from !== 'library') return [disk];
    const field = `disks.${index}.imageId`;
    const image = library(field, disk.imageId);
    if (image === undefined) return [];
    if (image.disk === undefined) {
      say(field, `${imageLabel(image)} has no disk; its kernel and initramfs are for booting`);
      return [];
    }
    return [{ from: 'library', image, sizeGiB: disk.sizeGiB }];
  });
}

/** Under which machine its images run decides, where nobody said. */
function architectureOf(
  asked: DomainWish,
  like: LikeFacts | undefined,
  { boot, disks, say }: { boot: SettledBoot | undefined; disks: readonly SettledDisk[]; say: Say },
): Architecture | undefined {
  const images = [
    ...(boot?.from === 'library' ? [boot.image] : []),
    ...disks.flatMap((disk) => (disk.from === 'library' ? [disk.image] : [])),
  ];
  const wanted = asked.architecture ?? images[0]?.architecture ?? knownArchitecture(like);
  const strange = images.find((image) => image.architecture !== wanted);
  if (strange !== undefined && wanted !== undefined)
    say('architecture', `${imageLabel(strange)} is an image for ${strange.architecture}, and the domain is ${wanted}`);
  return wanted;
}

function nicOf(name: string, index: number, say: Say): SettledWish['nics'][number] {
  const segment = segmentOf(name);
  if (segment === undefined) return { kind: 'named', source: name };
  if (segment === null)
    say(`networks.${index}`, 'write a segment as mcast:ADDRESS:PORT, with an IPv4 multicast address');
  return { kind: 'mcast', source: segment ?? name };
}

function bootOf(
  asked: DomainWish,
  like: LikeFacts | undefined,
  { first, library, say }: { first: SettledDisk | undefined; library: Library; say: Say },
): SettledBoot | undefined {
  const { boot } = asked;
  if (boot?.from === 'library') {
    const image = library('boot.imageId', boot.imageId);
    if (image === undefined) return undefined;
    if (image.kernel !== undefined) return { from: 'library', image, commandLine: boot.commandLine };
    say('boot.imageId', `${imageLabel(image)} has no kernel; name one in its specification and build it`);
    return undefined;
  }
  if (boot !== undefined && boot.from !== 'like') {
    if (boot.from === 'disk' && first?.from === 'library')
      say('boot', `the disk of ${imageLabel(first.image)} has no boot loader; boot the kernel of an image`);
    return boot;
  }
  if (like === undefined) {
    if (boot === undefined && first?.from === 'library') {
      if (first.image.kernel !== undefined) return { from: 'library', image: first.image };
      say('boot', `${imageLabel(first.image)} has no kernel; boot that of another image`);
      return undefined;
    }
    if (boot === undefined && asked.disks.length > 0) return { from: 'disk' };
    say('boot', boot === undefined ? 'say what it boots' : 'name the domain it is to boot like');
    return undefined;
  }
  const { kernel, initrd, commandLine } = like.definition;
  if (kernel === undefined) return { from: 'disk' };
  return {
    from: 'kernel',
    kernel,
    initramfs: initrd,
    commandLine:
      boot?.commandLine ?? (commandLine === undefined ? undefined : rename(commandLine, like.name, asked.name)),
  };
}

/**
 * The name of the other domain, where it stands as a word of its own, becomes the new one.
 * @example rename('quiet host=ce-01 n=ce-012', 'ce-01', 'ce-05') // 'quiet host=ce-05 n=ce-012'
 */
export function rename(line: string, from: string, to: string): string {
  const WORD = /[A-Za-z0-9_-]+/g;
  return line.replaceAll(WORD, (word) => (word === from ? to : word));
}

function copiedDisks(asked: DomainWish, like: LikeFacts | undefined, say: Say): SettledDisk[] {
  if (asked.copyDisks !== true) return [];
  if (like === undefined) {
    say('copyDisks', 'name the domain whose disks are to be copied');
    return [];
  }
  if (isActive(like.state) || like.state === 'saved') {
    say('copyDisks', `${like.name} is ${like.state}; its disks are copied only while it is off`);
    return [];
  }
  return like.definition.disks
    .filter((disk) => disk.kind === 'disk')
    .flatMap((disk): SettledDisk[] => {
      // A definition that says nothing means raw to libvirt.
      const format = IMAGE_FORMATS.find((known): known is ImageFormat => known === (disk.format ?? 'raw'));
      if (disk.source?.startsWith('/') === true && format !== undefined)
        return [{ from: 'copy', path: disk.source, format }];
      say('copyDisks', `disk ${disk.target} of ${like.name} is no raw or qcow2 file of its host`);
      return [];
    });
}

function likeNics(like: LikeFacts | undefined): WantedNic[] {
  return (like?.definition.nics ?? []).flatMap(({ kind, source }) =>
    source !== undefined && (kind === 'network' || kind === 'bridge' || kind === 'mcast') ? [{ kind, source }] : [],
  );
}

function metadataOf(asked: DomainWish, like: LikeFacts | undefined): GridMetadata {
  const was = like?.definition.metadata ?? EMPTY_METADATA;
  /** Null: none, whatever the other domain has. */
  const chosen = (given: string | null | undefined, inherited: string | undefined): string | undefined =>
    given === undefined ? inherited : (given ?? undefined);
  return presentMetadata({
    roles: asked.roles ?? was.roles,
    vo: chosen(asked.vo, was.vo),
    tags: asked.tags ?? was.tags,
    kernelVersion: was.kernelVersion,
    needsFpswa: was.needsFpswa,
    affinity: chosen(asked.affinity, was.affinity),
    antiAffinity: chosen(asked.antiAffinity, was.antiAffinity),
    restartPriority: was.restartPriority,
  });
}

/** Which guest it would be on this host. */
export function modeAt(
  wish: Pick<SettledWish, 'guestMode' | 'boot'>,
  host: Pick<HostReading, 'hypervisor' | 'guestModes'>,
): MakeableMode {
  if (wish.guestMode !== undefined) return wish.guestMode;
  if (host.hypervisor !== 'xen' || wish.boot.from === 'disk') return 'hvm';
  return (['pvh', 'pv'] as const).find((mode) => host.guestModes.includes(mode)) ?? 'hvm';
}

/** Pools that are folders of plain files; a kind that was not read is taken for one. */
const FOLDER_POOLS: readonly (string | undefined)[] = ['dir', 'fs', 'netfs', undefined];

interface Pool {
  readonly name: string;
  readonly path?: string | undefined;
  readonly kind?: string | undefined;
  readonly freeBytes?: number | undefined;
}

/** Where its disks go on this host: the folder that was named, or the largest pool. Undefined where there is neither. */
export function diskFolder(folder: string | undefined, pools: readonly Pool[]): string | undefined {
  if (folder !== undefined) return folder;
  return pools
    .filter((pool) => FOLDER_POOLS.includes(pool.kind) && pool.path !== undefined)
    .sort((a, b) => (b.freeBytes ?? 0) - (a.freeBytes ?? 0))[0]?.path;
}

const BYTES_PER_GIB = 1024 ** 3;
/** Bytes that the disks may come to take, those of copies left out: how long an image is only its host knows. */
export const diskBytes = (disks: readonly SettledDisk[]): number => disks.reduce((sum, disk) => sum + bytesOf(disk), 0);

function bytesOf(disk: SettledDisk): number {
  if (disk.from === 'new') return disk.sizeGiB * BYTES_PER_GIB;
  // The host's copy, which may be there already, and the layer on it begins empty.
  return disk.from === 'library' ? (disk.image.disk?.bytes ?? 0) : 0;
}
