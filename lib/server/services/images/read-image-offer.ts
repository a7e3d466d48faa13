import type { z } from 'zod';
import type { ImageOffer } from '@/lib/contracts/images';
import { IMAGE_ARCHITECTURES } from '@/lib/domain/image';
import { publicKeyText } from '@/lib/images/site-key';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import type { ServiceContext } from '@/lib/server/service-context';
import { offeredExamples } from './image-examples';
import { currentKey } from './image-rows';

/** What an image can be made of here, examples that name a suite which the mirror has, and the key that signs. */
export function readImageOffer(options: { readonly context: ServiceContext }): z.input<typeof ImageOffer> {
  requireScope(options.context.actor, 'images:read');
  const suites = getConfig().imageMirror.suites.map(({ name }) => name);
  const key = currentKey();
  return {
    suites,
    architectures: [...IMAGE_ARCHITECTURES],
    examples: [...offeredExamples()],
    key: { id: key.id, publicKey: publicKeyText(key) },
  };
}
