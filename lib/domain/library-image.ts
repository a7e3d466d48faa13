/** An image of the library as whoever makes domains sees it. Pure. */
import type { Architecture } from './host';
import type { ImageArchitecture } from './image';
import type { ImageFormat } from './wanted-domain';

/** One of its files. */
export interface LibraryFile {
  readonly name: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha512: string;
  /** It is a disk that a lease kept, by its id, and no file of the library: nobody has signed it. */
  readonly keptId?: string | undefined;
}

export interface LibraryImage {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Of which alone domains are made of it; undefined: of any, and of none. */
  readonly vo: string | undefined;
  /** SHA-512 of the list of its files' SHA-512, in hexadecimal. */
  readonly digest: string;
  readonly architecture: Architecture;
  /** Its files were removed by a collection. */
  readonly removed: boolean;
  readonly kernel: LibraryFile | undefined;
  readonly initramfs: LibraryFile | undefined;
  /** One file system and no boot loader: a guest boots from it by the image's kernel. */
  readonly disk: (LibraryFile & { readonly format: ImageFormat }) | undefined;
}

/** Debian's names of architectures in those of hosts. */
export const IMAGE_MACHINES: Record<ImageArchitecture, Architecture> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  i386: 'i686',
};

/** @example imageLabel({ name: 'debian-grid', version: 12 }) // 'debian-grid 12' */
export const imageLabel = ({ name, version }: Pick<LibraryImage, 'name' | 'version'>): string => `${name} ${version}`;

const SEGMENT = /^mcast:((?:2(?:2[4-9]|3\d))(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}):([1-9]\d{0,4})$/;
const PORT_MAX = 65_535;

/**
 * A segment that guests make among themselves, from the name of a network. Undefined where the name is that of a network, null
 * where it would be a segment and is none.
 * @example segmentOf('mcast:230.88.0.1:5558') // '230.88.0.1:5558'
 */
export function segmentOf(network: string): string | null | undefined {
  if (!network.startsWith('mcast:')) return undefined;
  const [, address, port] = SEGMENT.exec(network) ?? [];
  return address === undefined || Number(port) > PORT_MAX ? null : `${address}:${port ?? ''}`;
}
