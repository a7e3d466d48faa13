/** Vocabulary of domains that are to be made, and of what was made for them. Pure. */
import type { GridMetadata, GuestMode, Role } from './domain';
import type { Architecture } from './host';
import type { DomainId } from './ids';

/** What a host name may be (RFC 1123): the guest, its host's files and people all call it by this. */
export const DOMAIN_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const DOMAIN_NAME_FORM = 'use lower-case letters, digits and dashes, at most 63, no dash first or last';

/** What a disk image is written as; the hypervisor's guess at a file never decides it. */
export const IMAGE_FORMATS = ['raw', 'qcow2'] as const;
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

/** Guest modes that somebody can ask for. */
export const MAKEABLE_MODES = ['pv', 'pvh', 'hvm'] as const satisfies readonly GuestMode[];
export type MakeableMode = (typeof MAKEABLE_MODES)[number];

/** A disk as it is asked for. */
export type DiskWish =
  | { readonly from: 'new'; readonly sizeGiB: number; readonly format?: ImageFormat | undefined }
  /** All of an image of the host, byte by byte. */
  | { readonly from: 'copy'; readonly path: string; readonly format: ImageFormat }
  /** A qcow2 file with nothing in it but what will differ from an image that stays as it is. */
  | {
      readonly from: 'layer';
      readonly path: string;
      readonly format: ImageFormat;
      readonly sizeGiB?: number | undefined;
    }
  /** The disk of an image of the library: a layer on the host's copy of it, or under Xen a copy of its own. */
  | {
      readonly from: 'library';
      readonly imageId: string;
      /** Larger than the image where given. */
      readonly sizeGiB?: number | undefined;
    };

export interface KernelBoot {
  readonly from: 'kernel';
  /** Paths on the host. */
  readonly kernel: string;
  readonly initramfs?: string | undefined;
  readonly commandLine?: string | undefined;
}
/** The kernel of an image of the library, with its initramfs where it has one. */
export interface LibraryBoot {
  readonly from: 'library';
  readonly imageId: string;
  readonly commandLine?: string | undefined;
}
export interface DiskBoot {
  readonly from: 'disk';
}
/** As the other domain boots; a command line given here stands in for its own. */
export interface LikeBoot {
  readonly from: 'like';
  readonly commandLine?: string | undefined;
}

/** A domain as somebody asks for it. What is left out is as `like` has it, or as the host does it. */
export interface DomainWish {
  readonly name: string;
  readonly like?: DomainId | undefined;
  /** Disks of `like` are copied too, which needs it to be off. */
  readonly copyDisks?: boolean | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly vo?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly affinity?: string | null | undefined;
  readonly antiAffinity?: string | null | undefined;
  readonly memoryKiB?: number | undefined;
  readonly maxMemoryKiB?: number | undefined;
  readonly vcpus?: number | undefined;
  readonly architecture?: Architecture | undefined;
  readonly guestMode?: MakeableMode | undefined;
  readonly boot?: KernelBoot | LibraryBoot | DiskBoot | LikeBoot | undefined;
  readonly disks: readonly DiskWish[];
  /** Folder on the host for the disks; without it the largest of its storage pools of plain files. */
  readonly folder?: string | undefined;
  /** Names of networks or bridges that the host reports, or `mcast:ADDRESS:PORT`: a segment that QEMU's guests make among themselves. */
  readonly networks?: readonly string[] | undefined;
  readonly start: boolean;
  readonly note?: string | undefined;
}

export interface WantedDisk {
  /** Path on the host; the file is there by the time the domain is defined. */
  readonly path: string;
  readonly format: ImageFormat;
  /** The guest cannot write to it. */
  readonly readOnly?: boolean | undefined;
}

export interface WantedNic {
  /** `mcast`: a segment that the guests make among themselves; `source` is then `address:port`. */
  readonly kind: 'network' | 'bridge' | 'mcast';
  readonly source: string;
}

/** A domain to be made with everything decided: what a driver writes a definition from. */
export interface WantedDomain {
  readonly id: DomainId;
  readonly name: string;
  readonly note?: string | undefined;
  readonly metadata: GridMetadata;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly vcpus: number;
  readonly architecture: Architecture;
  readonly guestMode: MakeableMode;
  readonly boot: KernelBoot | DiskBoot;
  readonly disks: readonly WantedDisk[];
  readonly nics: readonly WantedNic[];
}

/** Kinds of what Gridbox makes on a host and must be able to take away again. */
export const MADE_KINDS = ['domain', 'disk'] as const;

/**
 * `begun`: written down, and then made, so that it is there or is not; `made`: seen to be there; `leaving`: its removal has been
 * decided and must be carried to the end; `gone`: looked for and not found.
 */
export const MADE_STATES = ['begun', 'made', 'leaving', 'gone'] as const;

/** What looking again for a thing that was to go has found. `kept`: left on purpose. `unknown`: its host did not say. */
export const CLEAN_OUTCOMES = ['gone', 'kept', 'still-there', 'unknown'] as const;
export type CleanOutcome = (typeof CLEAN_OUTCOMES)[number];

/**
 * The same for the same domain and place, so that a definition written twice is one.
 * @param index of the interface, from 0
 * @example macOf('…', 0, 'xen') // '00:16:3e:1f:02:9a'
 */
export function macOf(id: DomainId, index: number, vendor: 'xen' | 'qemu'): string {
  // FNV-1a over 32 bits: an address must not repeat by accident, and nobody gains by guessing it.
  let hash = 0x811c9dc5;
  for (const char of `${id}/${index}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  const digits = (hash >>> 8).toString(16).padStart(6, '0');
  const prefix = vendor === 'xen' ? '00:16:3e' : '52:54:00';
  return `${prefix}:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
}
