import type { z } from 'zod';
import type { BenchmarkRunDetail, JudgeRun } from '@/lib/contracts/benchmarks';
import { judgementRefusal, needsComment } from '@/lib/domain/benchmark';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readBenchmarkRun } from './read-run';
import { changeStanding, readReviewed } from './reviewed-run';

/**
 * Signs a verdict under the actor's name. It is kept for ever; the newest of a run holds.
 * @throws AppError `forbidden`, `not-found`, `refused` where nobody proposed the run, `bad-request` where words are missing,
 * `conflict` where another verdict came in between: its author is told before anything is signed over.
 */
export async function judgeRun(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: z.output<typeof JudgeRun>;
}): Promise<z.input<typeof BenchmarkRunDetail>> {
  const { context, id, body } = options;
  const { actor, db } = context;
  requireScope(actor, 'benchmarks:review');
  await db.$transaction(async (tx) => {
    const run = await readReviewed(tx, actor, id);
    const refusal = judgementRefusal(run);
    if (refusal !== undefined) throw new AppError('refused', refusal);
    if (body.comment === '' && needsComment(body.verdict, run)) {
      const message = 'say why: it is kept with the verdict';
      throw new AppError('bad-request', `comment: ${message}`, { fields: [{ field: 'comment', message }] });
    }
    const [latest] = run.verdicts;
    if ((latest?.id ?? null) !== body.supersedes) {
      throw new AppError(
        'conflict',
        latest === undefined
          ? 'The verdict that this one was to follow is not there.'
          : `${latest.actorName} has judged this run meanwhile. Read that verdict first.`,
      );
    }
    await changeStanding(tx, context, run, {
      action: 'judgeRun',
      scope: 'benchmarks:review',
      standing: body.verdict,
      words: body.comment,
      data: {
        verdicts: {
          create: {
            sequence: (latest?.sequence ?? 0) + 1,
            verdict: body.verdict,
            comment: body.comment,
            actorId: actor.userId,
            actorName: actor.name,
            at: context.now(),
          },
        },
      },
    });
  });
  return await readBenchmarkRun({ context, id });
}
