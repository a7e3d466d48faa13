import type { z } from 'zod';
import type { ImagePolicies, ImagePolicy } from '@/lib/contracts/image-trust';
import { IMAGE_RULES } from '@/lib/domain/image-trust';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ImagePolicy as Row } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';

/** What VOs have said; one that is not there takes any image. */
export async function listImagePolicies(options: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof ImagePolicies>> {
  const { context } = options;
  requireScope(context.actor, 'images:read');
  const { vos } = context.actor;
  const rows = await context.db.imagePolicy.findMany({
    where: vos === undefined ? {} : { vo: { in: [...vos] } },
    orderBy: { vo: 'asc' },
  });
  return { items: rows.map(policyBody) };
}

export const policyBody = (row: Row): z.input<typeof ImagePolicy> => ({
  vo: row.vo,
  // A word that this version does not know asks for more than it can check.
  rule: IMAGE_RULES.find((rule) => rule === row.rule) ?? 'endorsed',
  setByName: row.setByName,
  setAt: row.setAt.toISOString(),
});
