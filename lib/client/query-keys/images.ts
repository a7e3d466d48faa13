import type { ListImagesQuery, RetentionRule } from '@/lib/contracts/images';
import type { Filter } from '@/lib/client/queries/filter';

export type ImageFilter = Filter<ListImagesQuery>;

export const imageKeys = {
  all: () => ['images'] as const,
  lists: () => [...imageKeys.all(), 'list'] as const,
  list: (filter: ImageFilter) => [...imageKeys.lists(), filter] as const,
  detail: (id: string) => [...imageKeys.all(), 'detail', id] as const,
  built: (id: string) => [...imageKeys.all(), 'built', id] as const,
  collection: (rule: RetentionRule) => [...imageKeys.all(), 'collection', rule] as const,
  log: (operationId: string) => ['image-build-log', operationId] as const,
  offer: () => ['image-offer'] as const,
  checked: (yaml: string) => ['image-check', yaml] as const,
};
