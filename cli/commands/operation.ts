/** `gridbox operation …`: what Gridbox is doing. */
import type { Command } from 'commander';
import { HOUR_MS } from '@/lib/utils/time';
import { type CliContext, type GlobalOptions, openApi, printResult } from '@/cli/context';
import { durationOf } from '@/cli/duration';
import { followOperation } from '@/cli/follow-operation';

export function addOperationCommands(program: Command, context: CliContext): void {
  program
    .command('operation')
    .description('operations that others have begun')
    .command('wait')
    .argument('<id>', 'of an operation')
    .option('--within <duration>', 'how long to wait, such as 90s or 30m', durationOf, HOUR_MS)
    .description('wait for its end; ends with 1 where it failed')
    .action(async (id: string, _own: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly within: number }>();
      const operation = await followOperation(context, openApi(context, options), id, options.within);
      printResult(context, options, operation, [`${operation.title}: ${operation.state}.`]);
    });
}
