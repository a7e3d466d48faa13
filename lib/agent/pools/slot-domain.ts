/** A slot as a domain: what is asked for, and what its guest is told. */
import type { PoolSystem } from '@/lib/batch/pool-port';
import { CreateDomain } from '@/lib/contracts/domain-making';
import { EnvironmentBody } from '@/lib/contracts/environments';
import { networkOfSlot } from '@/lib/domain/environment-network';
import { AppError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { hostsOf } from '@/lib/server/services/pools/pool-hosts';
import { findLibraryImage } from '@/lib/server/services/sites/find-images';
import { renderContext } from '@/lib/site/context/render-context';
import type { PoolRow, SlotRow } from './pool-look';

const KIB_PER_MIB = 1024;

/** @throws AppError `refused` where there is no such image any more, or it cannot be asked for */
export async function slotDomain(tx: Tx, pool: PoolRow, slot: SlotRow): Promise<CreateDomain> {
  const body = EnvironmentBody.parse(pool.environment.body);
  const network = networkOfSlot(pool.network, body);
  const parsed = CreateDomain.safeParse({
    name: slot.domainName,
    vo: pool.vo,
    roles: [body.role],
    tags: ['pool'],
    architecture: body.architecture,
    memoryKiB: body.memoryMiB * KIB_PER_MIB,
    maxMemoryKiB: body.memoryMiB * KIB_PER_MIB,
    vcpus: body.vcpus,
    networks: network === null ? [] : [network],
    ...(await imageWish(tx, pool, { ...body, image: imageOfSlot(pool, slot) ?? body.image })),
    start: true,
    note: `Slot of pool ${pool.name}; taken away when no job asks for it.`,
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new AppError('refused', `A slot cannot be made so. ${problems.join('; ')}.`);
}

/** What the jobs bring that it was booted for; undefined: it is of the pool's environment. @throws AppError `refused` */
function imageOfSlot(pool: PoolRow, { feature }: SlotRow): EnvironmentBody['image'] | undefined {
  if (feature === null) return undefined;
  const brought = pool.specifications.find((each) => each.feature === feature);
  if (brought === undefined) throw new AppError('refused', `${feature} is no specification of jobs any more.`);
  return { library: brought.specification.name, version: brought.specification.version };
}

async function imageWish(tx: Tx, pool: PoolRow, { image, diskGiB }: EnvironmentBody) {
  const size = diskGiB === null ? {} : { sizeGiB: diskGiB };
  if ('path' in image) {
    const format = image.path.endsWith('.qcow2') ? 'qcow2' : 'raw';
    // Xen's own back end reads raw files alone; where there are hosts of other kinds, one of these is taken.
    const ids = await hostsOf(tx, pool);
    const others = await tx.host.count({
      where: { hypervisor: { not: 'xen' }, ...(ids === undefined ? {} : { id: { in: [...ids] } }) },
    });
    const disk =
      others === 0
        ? { from: 'copy', path: image.path, format, sha512: image.sha512 }
        : { from: 'layer', path: image.path, format, sha512: image.sha512, ...size };
    return { boot: { from: 'disk' }, disks: [disk] };
  }
  const found = await findLibraryImage(sqlOfTx(tx), {
    vo: pool.vo ?? undefined,
    image: { name: image.library, source: { from: 'library', name: image.library, version: image.version } },
  });
  if (typeof found === 'string') throw new AppError('refused', found);
  return {
    boot: { from: 'library', imageId: found.id },
    disks:
      found.disk !== undefined
        ? [{ from: 'library', imageId: found.id, ...size }]
        : diskGiB === null
          ? []
          : [{ from: 'new', sizeGiB: diskGiB }],
  };
}

/** The disk by which its guest knows which node it is. @throws DriverError where the files of the batch system cannot be read */
export async function slotDisk(system: PoolSystem, pool: PoolRow, slot: SlotRow): Promise<Buffer> {
  const { role, vcpus, memoryMiB } = EnvironmentBody.parse(pool.environment.body);
  const files = await system.guestFiles();
  return renderContext(
    {
      version: 1,
      site: pool.name,
      instance: slot.node,
      hostname: slot.node,
      role,
      vo: pool.vo,
      network: { address: slot.address, prefix: slot.address === null ? null : pool.prefix, gateway: null },
      hosts: [
        {
          instance: slot.node,
          name: slot.node,
          address: slot.address,
          role,
          vcpus,
          memoryKiB: memoryMiB * KIB_PER_MIB,
        },
      ],
      vos: [],
      batch: null,
      vars: {},
      packages: [],
      run: [],
    },
    files.map(({ content, ...file }) => ({ ...file, content: Buffer.from(content) })),
  );
}
