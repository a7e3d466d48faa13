import { VERB_STATES } from '@/lib/domain/domain-actions';
import { DriverError } from '@/lib/drivers/errors';
import type { MigrateOptions } from '@/lib/drivers/port';
import { formatKiB } from '@/lib/utils/units';
import { hostCapabilities } from './capabilities';
import { memoryFreeKiB } from './host-memory';
import { type DomainRecord, isAtMemory } from './records';
import { hasSentinel } from './sentinels';
import { findHost, refuse, type World } from './world';

/** What the two hypervisors themselves refuse when a migration prepares; throws a `DriverError`. */
export function checkMigration(
  world: World,
  domain: DomainRecord,
  move: { readonly source: string; readonly target: string; readonly options: MigrateOptions },
): void {
  const [source, target] = [findHost(world, move.source).record, findHost(world, move.target).record];
  if (move.source === move.target)
    refuse('SIM_SAME_HOST', `Attempt to migrate ${domain.name} to the same host ${move.target}.`);
  if (world.migrations.has(domain.id) || domain.arriving === true || isAtMemory(domain)) {
    const what = isAtMemory(domain) ? 'saved or restored' : 'migrated already';
    throw new DriverError('busy', `${domain.name} is being ${what}.`, {
      native: { code: 68, name: 'SIM_JOB_ACTIVE', message: 'cannot acquire state change lock: migration' },
    });
  }
  if (!VERB_STATES.migrate.includes(domain.state))
    refuse('SIM_INVALID_STATE', `${domain.name} is ${domain.state}; it cannot be migrated.`);
  for (const host of [source, target]) {
    if (!host.liveMigration) {
      throw new DriverError(
        'unsupported',
        `${host.hypervisor} ${host.hypervisorVersion} on ${host.name} cannot migrate.`,
        {
          native: {
            code: 3,
            name: 'SIM_NO_SUPPORT',
            message: 'this function is not supported by the hypervisor: migrate',
          },
        },
      );
    }
  }
  checkOptions(move.options, hostCapabilities(source).migration, source.hypervisor);
  if (target.faults.down) throw new DriverError('unreachable', `${target.name} does not answer ${source.name}.`);
  if (target.architecture !== source.architecture) {
    refuse(
      'SIM_INCOMPATIBLE',
      `${target.name} is ${target.architecture}, ${domain.name} runs on ${source.architecture}.`,
    );
  }
  if (target.hypervisor !== source.hypervisor)
    refuse('SIM_INCOMPATIBLE', `${target.name} runs ${target.hypervisor}, ${source.name} ${source.hypervisor}.`);
  const missing = domain.definition.cpuFlags.filter((flag) => !target.cpuFlags.includes(flag));
  if (missing.length > 0) refuse('SIM_CPU_INCOMPATIBLE', `The CPU of ${target.name} lacks ${missing.join(', ')}.`);
  const local = domain.definition.disks.find((disk) => disk.source !== undefined && !disk.shared);
  if (local !== undefined)
    refuse('SIM_UNSAFE', `${domain.name} uses ${local.source ?? local.target}, which ${target.name} does not see.`);
  const network = domain.definition.nics.find(
    (nic) =>
      nic.source !== undefined &&
      nic.kind !== 'mcast' &&
      !target.networks.some((each) => each.name === nic.source && each.active),
  );
  if (network !== undefined) refuse('SIM_NO_NETWORK', `${target.name} has no active network ${network.source ?? ''}.`);
  if (findHost(world, move.target).domains.has(domain.id))
    refuse('SIM_EXISTS', `${target.name} has a domain ${domain.id} already.`);
  const freeKiB = memoryFreeKiB(findHost(world, move.target));
  if (freeKiB < domain.memoryKiB) {
    refuse(
      'SIM_NO_MEMORY',
      `${target.name} has ${formatKiB(freeKiB)} free; ${domain.name} needs ${formatKiB(domain.memoryKiB)}.`,
    );
  }
  if (hasSentinel(domain.name, 'fails-to-migrate')) {
    throw new DriverError('internal', `${target.name} could not receive ${domain.name}: its toolstack failed.`, {
      native: { code: 1, name: 'SIM_RESTORE_FAILED', message: 'internal error: xc_restore failed' },
    });
  }
}

function checkOptions(
  options: MigrateOptions,
  can: {
    readonly bandwidthCap: boolean;
    readonly downtimeCap: boolean;
    readonly autoConverge: boolean;
    readonly postCopy: boolean;
  },
  hypervisor: string,
): void {
  const asked: readonly (readonly [boolean, boolean, string])[] = [
    [options.bandwidthMiBps !== undefined, can.bandwidthCap, 'a bandwidth cap'],
    [options.maxDowntimeMs !== undefined, can.downtimeCap, 'a downtime limit'],
    [options.autoConverge === true, can.autoConverge, 'auto-converge'],
    [options.postCopy === true, can.postCopy, 'post-copy'],
  ];
  const impossible = asked.find(([wanted, able]) => wanted && !able);
  if (impossible !== undefined)
    throw new DriverError('unsupported', `${hypervisor} cannot migrate with ${impossible[2]}.`);
}
