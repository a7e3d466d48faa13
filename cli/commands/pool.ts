/** `gridbox pool …`: slots of batch systems that are booted on demand. */
import type { Command } from 'commander';
import type { ApiClient } from '@/cli/api-client';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { CliFailure } from '@/cli/failure';
import { listAll } from '@/cli/list-all';
import { type Pool, PoolDetail, PoolPage } from '@/lib/contracts/pools';
import { SLOT_STATE_WORDS } from '@/lib/domain/pool';
import { api as paths } from '@/lib/utils/paths';
import { formatDuration } from '@/lib/utils/time';

export function addPoolCommands(program: Command, context: CliContext): void {
  const pool = program.command('pool').description('slots of batch systems that are booted on demand');
  pool
    .command('list')
    .description('pools with their slots and queues')
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const pools = await listAll(openApi(context, options), paths.pools(), PoolPage);
      printResult(context, options, pools, pools.map(lineOf));
    });
  pool
    .command('show')
    .argument('<name>', 'of the pool')
    .description('its slots, and of each job where it runs or why it waits')
    .action(async (name: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const api = openApi(context, options);
      const detail = await api.get(paths.pool(await findPool(api, name)), PoolDetail);
      printResult(context, options, detail, [
        lineOf(detail),
        ...(detail.words === null ? [] : [detail.words]),
        ...detail.slots
          .filter(({ state }) => state !== 'gone')
          .map(({ node, state, hostName }) =>
            [`slot ${node}: ${SLOT_STATE_WORDS[state]}`, hostName].filter((part) => part !== null).join(', '),
          ),
        ...detail.jobs.map(({ jobId, state, why, node }) => `job ${jobId}: ${state}. ${why ?? node ?? ''}`.trimEnd()),
      ]);
    });
}

async function findPool(api: ApiClient, name: string): Promise<string> {
  const found = (await listAll(api, paths.pools(), PoolPage)).find((each) => each.name === name);
  if (found === undefined) throw new CliFailure(`There is no pool called ${name}.`);
  return found.id;
}

function lineOf({ name, system, enabled, max, counts, start }: Pool): string {
  const { medianMs } = start.onDemand;
  return [
    `${name} of ${system}: ${counts.open} open, ${counts.coming} booting, ${counts.ending} ending, of ${max} slots`,
    `${counts.waiting} waiting, ${counts.running} running`,
    ...(medianMs === null ? [] : [`booted for, a job starts in ${formatDuration(medianMs)}`]),
    ...(enabled ? [] : ['switched off']),
  ].join('; ');
}
