import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { requireNoteScope } from './note-rows';

/** Takes a note away, whoever wrote it; the audit keeps its words. @throws AppError `forbidden`, `not-found`. */
export async function removeBenchmarkNote(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<void> {
  const { context, id } = options;
  const scope = requireNoteScope(context);
  await context.db.$transaction(async (tx) => {
    const row = await tx.benchmarkNote.findUnique({ where: { id } });
    if (row === null || (await tx.benchmarkNote.deleteMany({ where: { id } })).count === 0) throw notFound('note');
    await writeAudit(tx, context, {
      action: 'removeBenchmarkNote',
      scope,
      subjectType: 'benchmark-note',
      subjectId: id,
      subjectName: row.text,
      before: { at: row.at, text: row.text, host: row.hostName, author: row.authorName },
    });
  });
}
