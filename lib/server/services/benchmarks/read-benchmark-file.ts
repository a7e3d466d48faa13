import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { yamlOf } from './read-benchmark';

/** The definition as a file. @throws AppError `not-found` */
export async function readBenchmarkFile(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<Response> {
  const { context, id } = options;
  requireScope(context.actor, 'benchmarks:read');
  const row = await context.db.benchmark.findUnique({ where: { id } });
  if (row === null) throw notFound('benchmark');
  return fileResponse(yamlOf(row), 'application/yaml', `${row.name}-v${row.version}.yaml`);
}
