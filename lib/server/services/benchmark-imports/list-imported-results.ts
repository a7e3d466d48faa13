import type { z } from 'zod';
import type { ImportedResultPage } from '@/lib/contracts/benchmark-imports';
import type { ServiceContext } from '@/lib/server/service-context';
import { resultBody } from './import-rows';
import { readBenchmarkImport } from './read-import';

/** The measurements of an import, in the order of its file. @throws AppError `not-found` */
export async function listImportedResults(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof ImportedResultPage>> {
  const { context, id, query } = options;
  // Who may not see the import does not see its rows.
  const { resultCount } = await readBenchmarkImport({ context, id });
  const rows = await context.db.importedResult.findMany({
    where: { importId: id },
    orderBy: { sequence: 'asc' },
    skip: (query.page - 1) * query.pageSize,
    take: query.pageSize,
  });
  return { items: rows.map(resultBody), total: resultCount, page: query.page, pageSize: query.pageSize };
}
