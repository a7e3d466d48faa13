/** What of a creation comes of the library of images and of a context. Reads and changes nothing. */
import { posix } from 'node:path';
import type { Architecture, Hypervisor } from '@/lib/domain/host';
import { imageLabel, type LibraryImage } from '@/lib/domain/library-image';
import type { HostReading } from '@/lib/domain/readings';
import type { WantedDomain } from '@/lib/domain/wanted-domain';
import { diskTarget } from '@/lib/drivers/libvirt/xml/render-domain';
import { verifyManifest } from '@/lib/images/manifest';
import { modeAt, type SettledDisk, type SettledWish } from '@/lib/placement/create/settle-wish';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { findLibraryFile } from '@/lib/agent/images/library-file';
import { hostFilePath, type ImageFileWish } from '@/lib/agent/images/put-image-file';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { GIB } from '@/lib/utils/units';
import type { CreateRun } from './place';
import type { DiskPlan } from './plan-creation';

interface DiskPlace {
  readonly index: number;
  readonly folder: string;
  readonly host: HostReading;
}

/** Xen's own back end reads raw files alone, and gets a copy; elsewhere domains share one and write beside it. */
export function planLibraryDisk(
  at: DomainAtHost,
  wish: Extract<SettledDisk, { from: 'library' }>,
  { index, folder, host }: DiskPlace,
): DiskPlan {
  const { image } = wish;
  const file = image.disk;
  if (file === undefined) throw new OperationFailure('bad-request', `${imageLabel(image)} has no disk.`);
  const isXen = host.hypervisor === 'xen';
  const target = diskTarget(host.hypervisor, index);
  const format = isXen ? 'raw' : 'qcow2';
  return {
    how: 'library',
    target,
    format,
    path: posix.join(folder, `${at.name}-${target}.${isXen ? 'img' : 'qcow2'}`),
    basePath: isXen ? undefined : hostFilePath(folder, at.hostId, image, file.name),
    library: image,
    file,
    sizeBytes: (wish.sizeGiB ?? 0) * GIB,
  };
}

/** Always the last: a guest looks for it by what is in it, and its own disks keep their names. */
export function contextDisk(at: DomainAtHost, { index, folder, host }: DiskPlace, content: Uint8Array): DiskPlan {
  const target = diskTarget(host.hypervisor, index);
  return { how: 'context', target, format: 'raw', path: posix.join(folder, `${at.name}-context.img`), content };
}

/** @throws OperationFailure where the row is gone, or was sealed by another secret. */
export async function readContext(run: CreateRun): Promise<Uint8Array | undefined> {
  const { contextId } = run.input;
  if (contextId === undefined) return undefined;
  const [row] = await run.sql.query<{ sealed: Uint8Array }>(
    `select "sealed" from "DomainContext" where "id" = $1::uuid and "domainId" = $2::uuid`,
    [contextId, run.operation.domainId],
  );
  if (row === undefined)
    throw new OperationFailure('refused', 'What this domain was to be told of itself is gone; ask for it anew.');
  try {
    return run.ports.openContext(row.sealed, contextId);
  } catch (error) {
    if (error instanceof OperationFailure) throw error;
    throw new OperationFailure(
      'refused',
      'What this domain was to be told of itself cannot be opened with this GRIDBOX_SECRET; ask for it anew.',
      { cause: error },
    );
  }
}

/**
 * The files that the host must have, each once; their images' signatures are looked at, and that they are in the library.
 * @throws OperationFailure `refused` for an image that is not what this site signed
 */
export async function imagesOf(
  run: CreateRun,
  at: DomainAtHost,
  {
    wish,
    disks,
    folder,
  }: { readonly wish: SettledWish; readonly disks: readonly DiskPlan[]; readonly folder: string | undefined },
): Promise<readonly ImageFileWish[]> {
  const { boot } = wish;
  const onHost = [
    ...(boot.from === 'library'
      ? [boot.image.kernel, boot.image.initramfs].flatMap((file) =>
          file === undefined ? [] : [{ image: boot.image, file }],
        )
      : []),
    ...disks.flatMap((disk) =>
      disk.how === 'library' && disk.basePath !== undefined ? [{ image: disk.library, file: disk.file }] : [],
    ),
  ];
  const all = [
    ...onHost,
    ...disks.flatMap((disk) => (disk.how === 'library' ? [{ image: disk.library, file: disk.file }] : [])),
  ];
  if (all.length === 0) return [];
  for (const { image, file } of all) {
    if (file.keptId === undefined) await requireSigned(run, image);
    await findLibraryFile(run.ports, image.digest, file);
  }
  if (folder === undefined)
    throw new OperationFailure('refused', `${at.hostName} has no storage pool of plain files. Name a folder.`);
  return [...new Map(onHost.map((each) => [`${each.image.digest}/${each.file.name}`, { ...each, folder }])).values()];
}

async function requireSigned(run: CreateRun, image: LibraryImage): Promise<void> {
  const { images } = run.ports;
  const [row] = await run.sql.query<{ manifest: string; signature: string; keyId: string }>(
    `select "manifest", "signature", "keyId" from "Image" where "id" = $1::uuid`,
    [image.id],
  );
  const state =
    row === undefined || images === undefined
      ? 'wrong'
      : verifyManifest({ text: row.manifest, signature: row.signature, keyId: row.keyId }, image.digest, images.key);
  if (state === 'verified') return;
  throw new OperationFailure(
    'refused',
    state === 'other-key'
      ? `${imageLabel(image)} was signed by another key than this site’s; build it again.`
      : `The signature of ${imageLabel(image)} does not hold; build it again.`,
  );
}

export function bootAt(
  at: DomainAtHost,
  {
    wish,
    host,
    folder,
  }: { readonly wish: SettledWish; readonly host: HostReading; readonly folder: string | undefined },
): WantedDomain['boot'] {
  const { boot } = wish;
  if (boot.from !== 'library') return boot;
  const { kernel, initramfs } = boot.image;
  const pathOf = (name: string): string => hostFilePath(folder ?? '/', at.hostId, boot.image, name);
  return {
    from: 'kernel',
    kernel: pathOf(kernel?.name ?? ''),
    initramfs: initramfs === undefined ? undefined : pathOf(initramfs.name),
    commandLine: boot.commandLine ?? commandLineOf(wish, host),
  };
}

/** What such a guest needs to find its root and to be seen: the disks of images are one file system. */
function commandLineOf(wish: SettledWish, host: HostReading): string {
  const root = wish.disks[0]?.from === 'library' ? [`root=/dev/${diskTarget(host.hypervisor, 0)}`, 'rw'] : [];
  // Linux counts ten ticks when it starts, and panics ("IO-APIC + timer doesn't work!") where an emulated processor got no time for
  // them: 3 of 60 starts on a busy machine. KVM's and Xen's guests leave that check out by themselves.
  const timer = host.hypervisor === 'qemu' && isX86(wish.architecture ?? host.architecture) ? ['no_timer_check'] : [];
  return [...root, `console=${consoleOf(host.hypervisor, wish, host)}`, ...timer].join(' ');
}

const isX86 = (architecture: Architecture): boolean => architecture === 'x86_64' || architecture === 'i686';

function consoleOf(hypervisor: Hypervisor, wish: SettledWish, host: HostReading): string {
  if (hypervisor === 'xen' && modeAt(wish, host) !== 'hvm') return 'hvc0';
  return (wish.architecture ?? host.architecture) === 'aarch64' ? 'ttyAMA0' : 'ttyS0';
}
