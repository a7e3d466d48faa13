/**
 * Slurm as the batch system of pools. Its nodes are written into its settings beforehand, as `State=DOWN` and with the environment as a
 * feature, so that jobs which ask for it are taken and wait. A node whose slurmd registers is used at once where `ReturnToService=2`.
 * https://slurm.schedmd.com/scontrol.html
 */
import { readFile } from 'node:fs/promises';
import { requireWord } from '@/lib/batch/commands/job-script';
import { type CommandPlace, complaintOf, runCommand } from '@/lib/batch/commands/run-command';
import type { GuestFile, PoolSystem } from '@/lib/batch/pool-port';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import { readSlurmQueue } from './read-jobs';
import { NO_RESERVATION, readReservations } from './read-reservation';
import { NODE_PATTERN, readNodes } from './read-sinfo';

export interface SlurmPoolOptions {
  readonly name: string;
  readonly place: CommandPlace;
  /** Of a guest, and where the agent reads each: its slurm.conf, and the key of munge. */
  readonly files: readonly (Omit<GuestFile, 'content'> & { readonly from: string })[];
}

export function createSlurmPool({ name, place, files }: SlurmPoolOptions): PoolSystem {
  const run = async (argv: readonly [string, ...string[]], options?: CallOptions): Promise<string> => {
    const ended = await runCommand(place, argv, options);
    if (ended.code !== 0) throw new DriverError('unreachable', `Slurm does not answer: ${complaintOf(ended)}`);
    return ended.stdout;
  };
  /** Its commands read and write times by the clock of whoever calls them. */
  const byUtc: CommandPlace = { ...place, environment: { ...place.environment, TZ: 'UTC' } };
  const update = async (node: string, words: readonly string[], options?: CallOptions): Promise<void> => {
    const target = requireWord('A node', node) ?? '';
    const ended = await runCommand(place, ['scontrol', 'update', `nodename=${target}`, ...words], options);
    if (ended.code !== 0) throw new DriverError('refused', `Slurm refuses: ${complaintOf(ended)}`);
  };
  /** It stands in one word of a command, which scontrol reads to its end. */
  const reasonWord = (reason: string): string => `reason=${reason.replaceAll(/[^\p{L}\p{N} .:-]/gu, ' ')}`;
  return {
    name,
    simulated: false,
    jobs: async (options) => {
      const text = await run(['squeue', '--json', '--states=all'], options);
      try {
        return readSlurmQueue(text);
      } catch (cause) {
        throw new DriverError('unreachable', 'squeue does not answer in JSON: it needs Slurm 20.11 or later.', {
          cause,
        });
      }
    },
    nodes: async (options) =>
      readNodes(await run(['sinfo', '--noheader', '--all', '--Node', `--format=${NODE_PATTERN}`], options)).map(
        ({ name: node, state, nativeState, usedSlots = 0, environments }) => ({
          name: node,
          heard: state !== 'down',
          // One that is not heard of and drained is written `drained*`.
          closed: nativeState.startsWith('drain'),
          used: usedSlots,
          features: environments,
        }),
      ),
    attach: async (node, address, options) => {
      if (address !== undefined) await update(node, [`nodeaddr=${requireWord('An address', address) ?? ''}`], options);
      // Takes the drain away and leaves it down until its slurmd registers.
      await update(node, ['state=undrain'], options);
    },
    close: async (node, reason, options) => await update(node, ['state=drain', reasonWord(reason)], options),
    detach: async (node, reason, options) => {
      await update(node, ['state=down', reasonWord(reason)], options);
      await update(node, ['state=undrain'], options);
    },
    offer: async (node, features, options) => {
      const words = features.map((feature) => requireWord('A feature', feature) ?? '').join(',');
      // Those that are there have to be among those that there may be: with one of both alone Slurm refuses to take any away.
      await update(node, [`availablefeatures=${words}`, `activefeatures=${words}`], options);
    },
    maintenances: async (options) => {
      const ended = await runCommand(byUtc, ['scontrol', '--oneliner', 'show', 'reservation'], options);
      if (ended.code !== 0) throw new DriverError('unreachable', `Slurm does not answer: ${complaintOf(ended)}`);
      return readReservations(ended.stdout);
    },
    beginMaintenance: async ({ name: reservation, startsAt, nodes }, options) => {
      const ended = await runCommand(
        byUtc,
        [
          'scontrol',
          'create',
          'reservation',
          `reservationname=${requireWord('A reservation', reservation) ?? ''}`,
          `starttime=${startsAt.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}`,
          'duration=infinite',
          'users=root',
          // Jobs that run already go on; whether they end in time is their limit's matter, not Slurm's to refuse.
          'flags=maint,ignore_jobs',
          `nodes=${nodes.map((node) => requireWord('A node', node) ?? '').join(',')}`,
        ],
        options,
      );
      if (ended.code !== 0) throw new DriverError('refused', `Slurm makes no reservation: ${complaintOf(ended)}`);
    },
    endMaintenance: async (reservation, options) => {
      const target = requireWord('A reservation', reservation) ?? '';
      const ended = await runCommand(place, ['scontrol', 'delete', `reservationname=${target}`], options);
      if (ended.code === 0 || NO_RESERVATION.test(ended.stdout + ended.stderr)) return;
      throw new DriverError('refused', `Slurm keeps the reservation: ${complaintOf(ended)}`);
    },
    guestFiles: async () =>
      await Promise.all(
        files.map(async ({ from, ...file }) => {
          try {
            return { ...file, content: await readFile(from) };
          } catch (cause) {
            throw new DriverError('unsupported', `${file.path} of a slot cannot be read from ${from}.`, { cause });
          }
        }),
      ),
  };
}
