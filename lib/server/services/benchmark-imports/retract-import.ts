import type { z } from 'zod';
import type { BenchmarkImport, RetractImport } from '@/lib/contracts/benchmark-imports';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { IMPORT_PARTS, importBody, visibleImports } from './import-rows';

/**
 * Takes an import back. It stays with its rows and its reason; nothing is compared with it any more, and the same file may
 * be imported anew.
 * @throws AppError `not-found`, `refused` where it is retracted already.
 */
export async function retractImport(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RetractImport;
}): Promise<z.input<typeof BenchmarkImport>> {
  const { context, id, input } = options;
  const { actor } = context;
  requireScope(actor, 'benchmarks:review');
  return await context.db.$transaction(async (tx) => {
    const before = await tx.benchmarkImport.findFirst({
      where: { AND: [{ id }, visibleImports(actor)] },
      select: IMPORT_PARTS,
    });
    if (before === null) throw notFound('import');
    const retracted = { retractedAt: context.now(), retractedByName: actor.name, retractedReason: input.reason };
    const { count } = await tx.benchmarkImport.updateMany({ where: { id, retractedAt: null }, data: retracted });
    if (count === 0) throw new AppError('refused', 'This import is retracted already.');
    await writeAudit(tx, context, {
      action: 'retractImport',
      scope: 'benchmarks:review',
      subjectType: 'benchmark import',
      subjectId: id,
      subjectName: before.fileName,
      reason: input.reason,
      before: { retractedAt: null },
      after: { retractedAt: retracted.retractedAt, resultCount: before.resultCount },
    });
    return importBody({ ...before, ...retracted });
  });
}
