import { z } from 'zod';
import type { CollectionPreview, RetentionRule } from '@/lib/contracts/images';
import { planCollection } from '@/lib/images/plan-collection';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { KEPT_IMAGES, KeptImage } from './kept-images-sql';

/** What a collection by this rule would do now. */
export async function previewCollection(options: {
  readonly context: ServiceContext;
  readonly rule: RetentionRule;
}): Promise<z.input<typeof CollectionPreview>> {
  const { context, rule } = options;
  requireScope(context.actor, 'images:build');
  const kept = z.array(KeptImage).parse(await context.db.$queryRawUnsafe(KEPT_IMAGES));
  const plan = planCollection(kept, rule, context.now());
  const staying = new Set(plan.keep.map(({ image }) => image.digest));
  const freed = new Map(plan.remove.flatMap(({ digest, bytes }) => (staying.has(digest) ? [] : [[digest, bytes]])));
  return {
    remove: plan.remove.map(body),
    removeBytes: [...freed.values()].reduce((sum, bytes) => sum + bytes, 0),
    keep: plan.keep.map(({ image, why }) => ({ ...body(image), why })),
  };
}

const body = ({ id, imageId, name, version, digest, bytes, builtAt }: KeptImage) => ({
  id,
  imageId,
  name,
  version,
  digest,
  bytes,
  builtAt: builtAt.toISOString(),
});
