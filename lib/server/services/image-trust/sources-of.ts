import type { SettledWish } from '@/lib/placement/create/settle-wish';
import type { ImageSources } from './require-allowed-image';

/** What a wish for a domain is made of, as far as its VO's rule of images asks: an empty disk is of nothing. */
export function sourcesOf({ boot, disks }: Pick<SettledWish, 'boot' | 'disks'>): ImageSources {
  const library = [
    ...(boot.from === 'library' ? [boot.image.id] : []),
    ...disks.flatMap((disk) => (disk.from === 'library' ? [disk.image.id] : [])),
  ];
  const paths = [
    ...(boot.from === 'kernel' ? [boot.kernel, boot.initramfs] : []),
    ...disks.map((disk) => (disk.from === 'copy' || disk.from === 'layer' ? disk.path : undefined)),
  ];
  return { imageIds: [...new Set(library)], hostPaths: paths.filter((path) => path !== undefined) };
}
