/** What a creation makes, from what its host says now. Reads and changes nothing. */
import { posix } from 'node:path';
import { isActive } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { DomainReading, HostReading } from '@/lib/domain/readings';
import { describeRefusal, severityOf } from '@/lib/domain/refusals';
import type { LibraryImage } from '@/lib/domain/library-image';
import type { DiskWish, ImageFormat, WantedDomain } from '@/lib/domain/wanted-domain';
import type { NewImage } from '@/lib/drivers/port';
import { diskTarget } from '@/lib/drivers/libvirt/xml/render-domain';
import { checkCreate } from '@/lib/placement/create/check-create';
import {
  diskFolder,
  imagesNamed,
  modeAt,
  settleWish,
  type LikeFacts,
  type SettledDisk,
  type SettledWish,
} from '@/lib/placement/create/settle-wish';
import { loadCreation } from '@/lib/server/inventory/placement-input';
import { withFreshReading } from '@/lib/server/inventory/placement-rows';
import { loadLibraryImages } from '@/lib/server/services/images/library-images';
import { formatBytes, GIB } from '@/lib/utils/units';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import type { ImageFileWish } from '@/lib/agent/images/put-image-file';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { bootAt, contextDisk, imagesOf, planLibraryDisk, readContext } from './plan-library';
import { disksAt, type CreateRun } from './place';
import { startFromKept } from './start-from-kept';

/** A disk to be made, and how. */
export type DiskPlan = {
  /** As the guest calls it, e.g. `vda`. */
  readonly target: string;
  readonly path: string;
  readonly format: ImageFormat;
} & (
  | { readonly how: 'make'; readonly image: NewImage }
  | { readonly how: 'copy'; readonly from: string; readonly bytes: number }
  /** A qcow2 layer on the host's copy at `basePath`, or, where that is undefined, a raw copy of its own. */
  | ({ readonly how: 'library'; readonly basePath: string | undefined } & LibraryDisk)
  | { readonly how: 'context'; readonly content: Uint8Array }
);
interface LibraryDisk {
  readonly library: LibraryImage;
  readonly file: NonNullable<LibraryImage['disk']>;
  /** Of the disk, at least. */
  readonly sizeBytes: number;
}

export interface CreationPlan {
  readonly wish: SettledWish;
  readonly host: HostReading;
  readonly wanted: WantedDomain;
  /** Files of the library that the host must have first. */
  readonly images: readonly ImageFileWish[];
  readonly disks: readonly DiskPlan[];
}

/**
 * @param begun an earlier run wrote down what it would make: room and memory were checked then, and may be taken by itself now
 * @throws OperationFailure `refused` with the first reason, `bad-request` for a wish that cannot be.
 */
export async function planCreation(run: CreateRun, at: DomainAtHost, begun: boolean): Promise<CreationPlan> {
  const call = { signal: run.signal };
  const [host, domains] = await Promise.all([at.connection.readHost(call), at.connection.listDomains(call)]);
  const settled = await settle(run);
  const wish = await startFromKept(run, settled);
  requireName(at, domains, begun);
  if (!begun) await requireFit(run, at, { wish, host, domains });
  const folder = diskFolder(wish.folder, host.storage);
  const disks: DiskPlan[] = [];
  for (const [index, disk] of wish.disks.entries())
    disks.push(await planDisk(run, at, { wish: disk, index, folder, host, domains }));
  const context = await readContext(run);
  if (context !== undefined)
    disks.push(contextDisk(at, { index: disks.length, folder: requireFolder(at, folder), host }, context));
  const images = await imagesOf(run, at, { wish, disks, folder });
  const wanted: WantedDomain = {
    id: at.id,
    name: wish.name,
    note: wish.note,
    metadata: wish.metadata,
    memoryKiB: wish.memoryKiB,
    maxMemoryKiB: wish.maxMemoryKiB,
    vcpus: wish.vcpus,
    architecture: wish.architecture ?? host.architecture,
    guestMode: modeAt(wish, host),
    // By what the image's own disk would be: what is kept of it boots alike.
    boot: bootAt(at, { wish: settled, host, folder }),
    disks: disks.map(({ path, format, how }) => ({ path, format, readOnly: how === 'context' })),
    nics: wish.nics.map(({ kind, source }) => ({ kind: kind === 'named' ? 'network' : kind, source })),
  };
  return { wish, host, wanted, images, disks };
}

/** The wish of the page once more, with the other domain as its own host has it now. */
async function settle(run: CreateRun): Promise<SettledWish> {
  const { input } = run;
  const like = input.like === undefined ? undefined : await readLike(run, input.like);
  const images = await loadLibraryImages(run.sql, imagesNamed(input));
  const { wish, problems } = settleWish(input, like, images);
  if (wish !== undefined) return wish;
  throw new OperationFailure('bad-request', problems.map(({ field, message }) => `${field}: ${message}.`).join(' '));
}

async function readLike(run: CreateRun, id: string): Promise<LikeFacts> {
  const [row] = await run.sql.query<{ name: string; hostId: string | null }>(
    `select "name", "hostId"::text as "hostId" from "Domain" where "id" = $1::uuid`,
    [id],
  );
  if (row?.hostId === undefined || row.hostId === null)
    throw new OperationFailure('refused', 'The domain that it is to be like is on no host now.');
  const connection = await run.connection(row.hostId);
  const reading = await connection.readDomain(domainId(id), { signal: run.signal, figures: false });
  const definition = reading?.definition;
  if (reading === undefined || definition === undefined)
    throw new OperationFailure('refused', `The host of ${row.name} does not give its definition.`);
  if (run.input.copyDisks === true && row.hostId !== run.operation.hostId)
    throw new OperationFailure('refused', `${row.name} is on another host; its disks are copied only where they lie.`);
  return { ...reading, definition };
}

/** libvirt would say so as well; by then there would be disks. */
function requireName(at: DomainAtHost, domains: readonly DomainReading[], begun: boolean): void {
  const same = domains.find((domain) => domain.name === at.name || domain.id === at.id);
  if (same === undefined || (begun && same.id === at.id)) return;
  throw new OperationFailure('refused', `${at.hostName} has a domain called ${same.name} already.`);
}

async function requireFit(
  run: CreateRun,
  at: DomainAtHost,
  now: { readonly wish: SettledWish; readonly host: HostReading; readonly domains: readonly DomainReading[] },
): Promise<void> {
  const seenAt = run.ports.clock.now();
  const { hosts, context } = await loadCreation(run.sql, {
    groups: now.wish.metadata,
    now: seenAt,
    only: [at.hostId],
    operationId: run.operation.id,
    activeIds: now.domains.filter((domain) => isActive(domain.state)).map(({ id }) => id),
  });
  const row = hosts.find((one) => one.id === hostId(at.hostId));
  if (row === undefined) throw new OperationFailure('refused', `${at.hostName} was removed from Gridbox.`);
  const capabilities = run.directory.reader(at.hostId)?.capabilities;
  const target = withFreshReading(row, { reading: now.host, capabilities, seenAt });
  const refused = checkCreate(now.wish, at.id, target, context).filter((one) => severityOf(one) === 'refuse');
  if (refused.length > 0)
    throw new OperationFailure('refused', refused.map((one) => describeRefusal(one).sentence).join(' '));
}

function requireFolder(at: DomainAtHost, folder: string | undefined): string {
  if (folder !== undefined) return folder;
  throw new OperationFailure(
    'refused',
    `${at.hostName} has no storage pool of plain files. Name a folder for the disks.`,
  );
}

interface DiskToPlan {
  readonly wish: SettledDisk;
  readonly index: number;
  readonly folder: string | undefined;
  readonly host: HostReading;
  readonly domains: readonly DomainReading[];
}

async function planDisk(
  run: CreateRun,
  at: DomainAtHost,
  { wish, index, folder, host, domains }: DiskToPlan,
): Promise<DiskPlan> {
  if (wish.from === 'library') return planLibraryDisk(at, wish, { index, folder: requireFolder(at, folder), host });
  const place = requireFolder(at, folder);
  const target = diskTarget(host.hypervisor, index);
  // Xen's own back end reads raw files alone; elsewhere qcow2 grows as it is written.
  const format =
    wish.from === 'copy'
      ? wish.format
      : wish.from === 'layer'
        ? 'qcow2'
        : (wish.format ?? (host.hypervisor === 'xen' ? 'raw' : 'qcow2'));
  const name = `${at.name}-${target}.${format === 'raw' ? 'img' : 'qcow2'}`;
  const disk = { target, path: posix.join(place, name), format };
  if (wish.from === 'new')
    return {
      ...disk,
      how: 'make',
      image: { folder: place, name, format, capacityBytes: wish.sizeGiB * GIB },
    };
  const source = await readImage(run, at, wish, domains);
  if (wish.from === 'copy') return { ...disk, how: 'copy', from: wish.path, bytes: source.bytes };
  const capacityBytes = Math.max((wish.sizeGiB ?? 0) * GIB, source.capacityBytes);
  return {
    ...disk,
    how: 'make',
    image: { folder: place, name, format, capacityBytes, base: { path: wish.path, format: wish.format } },
  };
}

/** An image to start from must be what was said of it, whole, and not be written to meanwhile. */
async function readImage(
  run: CreateRun,
  at: DomainAtHost,
  wish: Extract<DiskWish, { from: 'copy' | 'layer' }>,
  domains: readonly DomainReading[],
): Promise<{ readonly bytes: number; readonly capacityBytes: number }> {
  const found = await disksAt(at).stat(wish.path, { signal: run.signal });
  const refuse = (sentence: string): never => {
    throw new OperationFailure('refused', sentence);
  };
  if (found === undefined) return refuse(`${at.hostName} has no file ${wish.path}.`);
  // What is guessed came from bytes that a guest may have written: reason enough to refuse, and never to go by.
  if (wish.format === 'qcow2' && found.guessedFormat !== undefined && found.guessedFormat !== 'qcow2')
    return refuse(`${wish.path} on ${at.hostName} is no qcow2 image.`);
  if (wish.format === 'qcow2' && found.backingPath !== undefined)
    return refuse(`${wish.path} is itself only a layer on ${found.backingPath}; start from a whole image.`);
  for (const domain of domains) {
    const disk = domain.definition?.disks.find((one) => one.source === wish.path);
    if (disk === undefined || disk.readOnly) continue;
    if (wish.from === 'layer')
      return refuse(
        `${domain.name} may write to ${wish.path} (${disk.target}), which would spoil a layer on it. Copy it instead.`,
      );
    if (isActive(domain.state) || domain.state === 'saved')
      return refuse(
        `${domain.name} is ${domain.state} and writes to ${wish.path}; it is copied only while that is off.`,
      );
  }
  if (wish.from === 'copy') {
    const folder = diskFolder(run.input.folder, (await at.connection.readHost({ signal: run.signal })).storage);
    const free = folder === undefined ? undefined : await disksAt(at).freeBytes(folder, { signal: run.signal });
    if (free !== undefined && free < found.bytes)
      return refuse(
        `${at.hostName} has ${formatBytes(free)} free in ${folder ?? ''}; the copy takes ${formatBytes(found.bytes)}.`,
      );
  }
  // A raw image is as long as its disk, whatever a guest wrote into its first bytes.
  return {
    bytes: found.bytes,
    capacityBytes: wish.format === 'raw' ? found.bytes : (found.capacityBytes ?? found.bytes),
  };
}
