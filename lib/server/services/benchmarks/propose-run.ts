import type { z } from 'zod';
import type { BenchmarkRunDetail, ProposeRun } from '@/lib/contracts/benchmarks';
import { proposalRefusal } from '@/lib/domain/benchmark';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readBenchmarkRun } from './read-run';
import { changeStanding, readReviewed } from './reviewed-run';

/**
 * Puts a run before a testbed manager, again after a verdict that did not accept it.
 * @throws AppError `forbidden`, `not-found`, `refused` where it has no figures or is accepted, `conflict` where somebody was faster.
 */
export async function proposeRun(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: ProposeRun;
}): Promise<z.input<typeof BenchmarkRunDetail>> {
  const { context, id, body } = options;
  const { actor, db } = context;
  requireScope(actor, 'benchmarks:run');
  await db.$transaction(async (tx) => {
    const run = await readReviewed(tx, actor, id);
    const refusal = proposalRefusal(run);
    if (refusal !== undefined) throw new AppError('refused', refusal);
    await changeStanding(tx, context, run, {
      action: 'proposeRun',
      scope: 'benchmarks:run',
      standing: 'proposed',
      words: body.note ?? '',
      data: { submittedAt: context.now(), submittedByName: actor.name, submittedNote: body.note ?? null },
    });
  });
  return await readBenchmarkRun({ context, id });
}
