import { z } from 'zod';
import type { BuildLog } from '@/lib/contracts/images';
import { isFinished, OPERATION_STATES } from '@/lib/domain/operation';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { visibleImages } from './image-rows';

const State = z.enum(OPERATION_STATES);

/** The last lines of a build, in their order. @throws AppError `not-found` */
export async function readBuildLog(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: { readonly last: number };
}): Promise<z.input<typeof BuildLog>> {
  const { context, id, query } = options;
  requireScope(context.actor, 'images:read');
  const build = await context.db.imageBuild.findFirst({
    where: { operationId: id, specification: visibleImages(context.actor) },
    include: { operation: { select: { state: true } } },
  });
  if (build === null) throw notFound('build');
  const [lines, total] = await Promise.all([
    context.db.imageLogLine.findMany({ where: { operationId: id }, orderBy: { number: 'desc' }, take: query.last }),
    context.db.imageLogLine.count({ where: { operationId: id } }),
  ]);
  return {
    lines: lines.toReversed().map(({ number, at, text }) => ({ number, at: at.toISOString(), text })),
    total,
    leftOut: build.linesLeftOut,
    finished: isFinished(State.parse(build.operation.state)),
  };
}
