import type { ImageSpecification } from '@/lib/contracts/image-specification';
import { hashSpecification } from '@/lib/images/hash-specification';
import type { Tx } from '@/lib/server/db/client';
import type { ImageSpecification as Row } from '@/lib/server/db/generated/client';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';

/** A version's row, and the word that there is one. */
export async function recordVersion(
  tx: Tx,
  context: ServiceContext,
  written: { readonly specification: ImageSpecification; readonly yaml: string; readonly version: number },
): Promise<Row> {
  const { specification, yaml, version } = written;
  const row = await tx.imageSpecification.create({
    data: {
      name: specification.name,
      version,
      hash: hashSpecification(specification),
      body: specification,
      yaml,
      vo: specification.vo ?? null,
      createdByName: context.actor.name,
      createdAt: context.now(),
    },
  });
  await appendEvent(
    tx,
    { type: 'image.changed', specificationId: row.id, name: row.name, version, words: 'is written' },
    { vo: row.vo },
  );
  return row;
}
