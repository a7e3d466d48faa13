/** `gridbox pool …`: slots of batch systems that are booted on demand. */
import type { Command } from 'commander';
import type { ApiClient } from '@/cli/api-client';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { durationOf } from '@/cli/duration';
import { CliFailure } from '@/cli/failure';
import { follow } from '@/cli/follow';
import { listAll } from '@/cli/list-all';
import { readTextFile } from '@/cli/read-text-file';
import { JobSpecification, type Pool, PoolDetail, PoolPage } from '@/lib/contracts/pools';
import { SLOT_STATE_WORDS } from '@/lib/domain/pool';
import { api as paths, pages } from '@/lib/utils/paths';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';

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

export function addJobSpecCommands(program: Command, context: CliContext): void {
  const spec = program.command('job-spec').description('specifications that jobs bring to a pool');
  spec
    .command('upload')
    .argument('<pool>', 'its name')
    .argument('<file>', 'image specification (YAML)')
    .option(
      '--within <duration>',
      'how long to wait until its batch system takes jobs for it',
      durationOf,
      OFFERED_WITHIN_MS,
    )
    .description('keep it for jobs of the pool, wait until they are taken, and print what a job asks for')
    .action(async (name: string, file: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly within: number }>();
      const api = openApi(context, options);
      const id = await findPool(api, name);
      const body = { yaml: readTextFile(file) };
      const made = await api.send('POST', paths.poolSpecifications(id), JobSpecification, { body });
      const offered = await follow(context, {
        read: async () =>
          (await api.get(paths.pool(id), PoolDetail)).specifications.find((each) => each.id === made.id) ?? made,
        lines: ({ feature, offeredAt }) => [
          [
            'offered',
            `${feature} is ${offeredAt === null ? 'kept; its batch system does not take jobs for it yet' : 'offered'}`,
          ],
        ],
        isOver: ({ offeredAt }) => offeredAt !== null,
        withinMs: options.within,
        link: api.link(pages.pool(id)),
      });
      printResult(context, options, offered, [offered.feature]);
    });
}
/** An agent looks at its pools each second. */
const OFFERED_WITHIN_MS = MINUTE_MS;

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
