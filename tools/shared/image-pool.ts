import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A libvirt host's place for disks that come from elsewhere: the pool `images`, there and active from its daemon's start on.
 * @param storageDir the daemon's folder of pool definitions, `…/libvirt/storage`; made where it is missing
 * @param path of the disks, as the host sees it; not made here
 */
export function writeImagePool(storageDir: string, path: string): void {
  const autostart = join(storageDir, 'autostart');
  mkdirSync(autostart, { recursive: true });
  writeFileSync(
    join(storageDir, 'images.xml'),
    `<pool type='dir'><name>images</name><target><path>${path}</path></target></pool>`,
  );
  rmSync(join(autostart, 'images.xml'), { force: true });
  symlinkSync('../images.xml', join(autostart, 'images.xml'));
}
