import type { Tx } from '@/lib/server/db/client';

/** Why its image stays, for the book of what uses images. */
export const useSubjectOf = ({ id }: { readonly id: string }): string => `job-specification:${id}`;

/** Jobs may bring it no more. Its image is nobody's then, and goes with the next collection that finds it old enough. */
export async function letSpecificationGo(
  tx: Tx,
  row: { readonly id: string; readonly specificationId: string },
): Promise<void> {
  await tx.imageUse.deleteMany({ where: { subject: useSubjectOf(row) } });
  await tx.jobSpecification.deleteMany({ where: { id: row.id } });
  await tx.imageSpecification.updateMany({
    where: { id: row.specificationId, retiredAt: null },
    data: { retiredAt: new Date() },
  });
}
