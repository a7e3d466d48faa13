import type { z } from 'zod';
import type { BenchmarkImport } from '@/lib/contracts/benchmark-imports';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { IMPORT_PARTS, importBody, visibleImports } from './import-rows';

/** @throws AppError `not-found` */
export async function readBenchmarkImport(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof BenchmarkImport>> {
  const { context, id } = options;
  requireScope(context.actor, 'benchmarks:read');
  const row = await context.db.benchmarkImport.findFirst({
    where: { AND: [{ id }, visibleImports(context.actor)] },
    select: IMPORT_PARTS,
  });
  if (row === null) throw notFound('import');
  return importBody(row);
}
