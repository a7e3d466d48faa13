import type { z } from 'zod';
import type { AddBenchmarkNote, BenchmarkNote } from '@/lib/contracts/benchmark-analysis';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { noteBody, requireNoteScope } from './note-rows';

/** Notes a date with a sentence, for a host or the whole testbed. @throws AppError `forbidden`, `not-found` for the host. */
export async function addBenchmarkNote(options: {
  readonly context: ServiceContext;
  readonly body: AddBenchmarkNote;
}): Promise<z.input<typeof BenchmarkNote>> {
  const { context, body } = options;
  const { actor } = context;
  const scope = requireNoteScope(context);
  if (body.hostId !== undefined) requireScope(actor, 'hosts:read');
  return await context.db.$transaction(async (tx) => {
    const host = body.hostId === undefined ? null : await tx.host.findUnique({ where: { id: body.hostId } });
    if (body.hostId !== undefined && host === null) throw notFound('host');
    const row = await tx.benchmarkNote.create({
      data: {
        at: body.at,
        text: body.text,
        hostId: host?.id ?? null,
        hostName: host?.name ?? null,
        authorId: actor.userId,
        authorName: actor.name,
        createdAt: context.now(),
      },
    });
    await writeAudit(tx, context, {
      action: 'addBenchmarkNote',
      scope,
      subjectType: 'benchmark-note',
      subjectId: row.id,
      subjectName: row.text,
      after: { at: body.at, text: body.text, host: host?.name ?? null },
    });
    return noteBody(row);
  });
}
