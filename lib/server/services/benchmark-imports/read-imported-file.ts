import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { visibleImports } from './import-rows';

/** The file as it came, to be saved. @throws AppError `not-found` */
export async function readImportedFile(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<Response> {
  const { context, id } = options;
  requireScope(context.actor, 'benchmarks:read');
  const row = await context.db.benchmarkImport.findFirst({
    where: { AND: [{ id }, visibleImports(context.actor)] },
    select: { raw: true, kind: true, fileName: true },
  });
  if (row === null) throw notFound('import');
  return fileResponse(row.raw, row.kind === 'csv' ? 'text/csv' : 'application/json', row.fileName);
}
