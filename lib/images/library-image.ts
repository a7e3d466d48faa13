import { ImageManifest } from '@/lib/contracts/image-manifest';
import { IMAGE_MACHINES, type LibraryFile, type LibraryImage } from '@/lib/domain/library-image';
import type { ImageFormat } from '@/lib/domain/wanted-domain';

/** What its files are called by whoever writes images; what else is there is not for booting. */
const KERNEL = 'vmlinuz';
const INITRAMFS: readonly string[] = ['initramfs.cpio.gz', 'initrd.img'];
const DISKS: Readonly<Record<string, ImageFormat>> = { 'disk.ext4': 'raw', 'disk.qcow2': 'qcow2' };

export interface ImageRow {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly vo: string | null;
  readonly digest: string;
  readonly manifest: string;
  readonly removed: boolean;
}

/** @throws Error where the row's manifest is none. */
export function toLibraryImage({ id, name, version, vo, digest, manifest, removed }: ImageRow): LibraryImage {
  const { artefacts, specification } = ImageManifest.parse(JSON.parse(manifest));
  const find = (is: (name: string) => boolean): LibraryFile | undefined => artefacts.find((each) => is(each.name));
  const disk = find((each) => DISKS[each] !== undefined);
  const format = disk === undefined ? undefined : DISKS[disk.name];
  return {
    id,
    name,
    version,
    vo: vo ?? undefined,
    digest,
    architecture: IMAGE_MACHINES[specification.architecture],
    removed,
    kernel: find((each) => each === KERNEL),
    initramfs: find((each) => INITRAMFS.includes(each)),
    disk: disk === undefined || format === undefined ? undefined : { ...disk, format },
  };
}
