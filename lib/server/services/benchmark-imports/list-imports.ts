import type { z } from 'zod';
import type { BenchmarkImportPage } from '@/lib/contracts/benchmark-imports';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { IMPORT_PARTS, importBody, visibleImports } from './import-rows';

/** Imports, newest first; those taken back are marked, not gone. */
export async function listImports(options: {
  readonly context: ServiceContext;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof BenchmarkImportPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'benchmarks:read');
  const where = visibleImports(context.actor);
  const [rows, total] = await Promise.all([
    context.db.benchmarkImport.findMany({
      where,
      select: IMPORT_PARTS,
      orderBy: [{ importedAt: 'desc' }, { id: 'asc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    context.db.benchmarkImport.count({ where }),
  ]);
  return { items: rows.map(importBody), total, page: query.page, pageSize: query.pageSize };
}
