/** What a cold move would do, from what both hosts say now. Reads and changes nothing. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { ColdMoveFile, ColdMovePlan } from '@/lib/contracts/cold-moves';
import type { DomainReading, HostReading, StorageReading } from '@/lib/domain/readings';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import {
  chooseMode,
  convertDomain,
  formatAt,
  type ColdTarget,
  type PlacedFiles,
} from '@/lib/drivers/libvirt/xml/cold-move/convert-domain';
import { readSource, type ColdSource } from '@/lib/drivers/libvirt/xml/cold-move/read-source';
import { formatBytes } from '@/lib/utils/units';
import { checkColdMoveAgain } from './check-cold-move';
import type { ColdEnds, ColdRun } from './ends';
import { hasQemuImg, NO_QEMU_IMG } from './qemu-img';
import { BOOT_FILE_BYTES_MAX } from './tunables';

const OFF = ['off', 'crashed'];

/** @throws OperationFailure where the source does not know the domain any more. */
export async function buildPlan(
  run: ColdRun,
  ends: ColdEnds,
  asked: { readonly folder?: string | undefined },
): Promise<ColdMovePlan> {
  const call = { signal: run.signal };
  const { source, target } = ends;
  const [domain, host, there, able] = await Promise.all([
    source.connection.readDomain(ends.id, call),
    target.connection.readHost(call),
    target.connection.readDomain(ends.id, { ...call, figures: false }),
    hasQemuImg(),
  ]);
  if (domain === undefined) throw new OperationFailure('refused', `${ends.name} is not on ${source.name} any more.`);
  const text = await source.connection.readDefinition(ends.id, { ...call, stored: true });
  const definition = readSource(text);
  const coldTarget = targetOf(target.name, host);
  const mode = chooseMode(definition, coldTarget);
  const folder = asked.folder ?? largestFolder(host.storage);
  const obstacles = [
    ...(await checkColdMoveAgain(run, ends, { domain, target: host })),
    ...stateObstacles(ends, domain),
    ...(there === undefined
      ? []
      : [`${target.name} has a domain with the UUID of ${ends.name} already; remove it there first.`]),
    ...definition.obstacles,
    ...('obstacle' in mode ? [mode.obstacle] : []),
    ...(able ? [] : [NO_QEMU_IMG]),
    ...(folder === undefined
      ? [`${target.name} has no active storage pool of plain files. Name a folder there for the disks.`]
      : []),
  ];
  const looked = await lookAtFiles(ends, definition, { folder, format: formatAt(coldTarget.type), signal: run.signal });
  obstacles.push(...looked.obstacles);
  const placed: PlacedFiles = new Map(
    looked.files.map((file) => [file.sourcePath, { path: file.targetPath, format: file.targetFormat ?? 'raw' }]),
  );
  const converted =
    'obstacle' in mode || folder === undefined ? undefined : convertDomain(definition, coldTarget, mode.mode, placed);
  const plan = {
    sourceHostName: source.name,
    targetHostName: target.name,
    running: !OFF.includes(domain.state),
    guestMode: 'obstacle' in mode ? ('unknown' as const) : mode.mode,
    folder: folder ?? null,
    files: looked.files,
    bytesTotal: looked.files.reduce((sum, file) => sum + file.bytes, 0),
    changes: [...(converted?.changes ?? [])],
    obstacles,
    definition: converted?.definition ?? null,
  };
  return { ...plan, planHash: hashPlan(text, plan) };
}

/** Two plans are one where the same definition becomes the same, out of the same files. The state of the domain is no part of it. */
function hashPlan(text: string, plan: Pick<ColdMovePlan, 'definition' | 'files'>): string {
  const HASH_DIGITS = 32;
  const paths = plan.files.map((file) => [file.sourcePath, file.targetPath]);
  return createHash('sha256')
    .update(JSON.stringify([text, plan.definition, paths]))
    .digest('hex')
    .slice(0, HASH_DIGITS);
}

function stateObstacles(ends: ColdEnds, domain: DomainReading): string[] {
  if (!domain.persistent)
    return [`${ends.name} has no stored definition on ${ends.source.name}: off, it would not be there any more.`];
  return domain.state === 'running' || OFF.includes(domain.state)
    ? []
    : [`${ends.name} is ${domain.state}; a cold move needs it to be off, or running so that it can be shut down.`];
}

function targetOf(name: string, host: HostReading): ColdTarget {
  return {
    name,
    type: host.hypervisor === 'xen' ? 'xen' : host.hypervisor === 'kvm' ? 'kvm' : 'qemu',
    modes: host.guestModes.flatMap((mode) => (mode === 'hvm' || mode === 'pvh' ? [mode] : [])),
    networks: host.networks.filter((network) => network.active).map((network) => network.name),
  };
}

/** Of the pools that are folders the one with the most room. */
function largestFolder(pools: readonly StorageReading[]): string | undefined {
  const folders = pools.filter((pool) => ['dir', 'fs', 'netfs'].includes(pool.kind) && pool.path !== undefined);
  return folders.sort((a, b) => (b.freeBytes ?? 0) - (a.freeBytes ?? 0))[0]?.path;
}

interface Wanted {
  readonly role: ColdMoveFile['role'];
  readonly disk: string | null;
  readonly path: string;
  readonly format: ColdMoveFile['sourceFormat'];
  readonly readOnly: boolean;
}

async function lookAtFiles(
  ends: ColdEnds,
  source: ColdSource,
  to: { readonly folder: string | undefined; readonly format: 'raw' | 'qcow2'; readonly signal: AbortSignal },
): Promise<{ files: ColdMoveFile[]; obstacles: string[] }> {
  const call = { signal: to.signal };
  const files: ColdMoveFile[] = [];
  const obstacles: string[] = [];
  for (const wanted of wantedFiles(source)) {
    const found = await ends.source.files.stat(wanted.path, call);
    if (found === undefined) {
      obstacles.push(`${ends.source.name} has no file ${wanted.path}.`);
      continue;
    }
    // A guess, and so reason enough to refuse and never to convert by.
    if (wanted.format === 'qcow2' && found.backingPath !== undefined)
      obstacles.push(`Disk ${wanted.disk ?? ''} is a layer on ${found.backingPath}; only whole images are converted.`);
    if (wanted.role !== 'disk' && found.bytes > BOOT_FILE_BYTES_MAX)
      obstacles.push(
        `${wanted.path} is ${formatBytes(found.bytes)}, which is no ${wanted.role === 'kernel' ? 'kernel' : 'initial root file system'}.`,
      );
    const targetFormat = wanted.role === 'disk' ? to.format : null;
    files.push({
      role: wanted.role,
      disk: wanted.disk,
      sourcePath: wanted.path,
      sourceFormat: wanted.format,
      bytes: found.bytes,
      readOnly: wanted.readOnly,
      targetPath:
        to.folder === undefined
          ? ''
          : await freePath(ends, source.name, wanted, { folder: to.folder, extension: targetFormat }, to.signal),
      targetFormat,
      begun: false,
      written: null,
    });
  }
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const free = to.folder === undefined ? undefined : await ends.target.files.freeBytes(to.folder, call);
  if (free !== undefined && free < total)
    obstacles.push(
      `${ends.target.name} has ${formatBytes(free)} free in ${to.folder ?? ''}; ${formatBytes(total)} are needed.`,
    );
  return { files, obstacles };
}

function wantedFiles(source: ColdSource): Wanted[] {
  const boot = (role: 'kernel' | 'initrd', path: string | undefined): Wanted[] =>
    path === undefined ? [] : [{ role, disk: null, path, format: null, readOnly: true }];
  return [
    ...source.disks.map(({ target, path, format, readOnly }) => ({
      role: 'disk' as const,
      disk: target,
      path,
      format,
      readOnly,
    })),
    ...boot('kernel', source.kernel),
    ...boot('initrd', source.initrd),
  ];
}

const NAMES_TRIED = 100;

/** A name that says whose it is, and that no file has there yet. */
async function freePath(
  ends: ColdEnds,
  name: string,
  wanted: Wanted,
  to: { readonly folder: string; readonly extension: string | null },
  signal: AbortSignal,
): Promise<string> {
  // Names of domains may hold what names of files should not.
  const stem = `${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}-${wanted.disk?.replaceAll(/[^A-Za-z0-9]/g, '_') ?? wanted.role}`;
  for (let number = 1; number <= NAMES_TRIED; number += 1) {
    const file = `${stem}${number === 1 ? '' : `-${number}`}${to.extension === null ? '' : `.${to.extension}`}`;
    const path = posix.join(to.folder, file);
    if ((await ends.target.files.stat(path, { signal })) === undefined) return path;
  }
  throw new OperationFailure('refused', `${ends.target.name} has ${NAMES_TRIED} files named ${stem} in ${to.folder}.`);
}
