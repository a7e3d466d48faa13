import type { z } from 'zod';
import { PAGE_SIZE_MAX } from '@/lib/contracts/common';
import type { Query } from '@/lib/client/http';
import type { ApiClient } from './api-client';

type PageSchema<Item> = z.ZodType<{ readonly items: readonly Item[]; readonly total: number }>;

/** Every item of a list, page after page. */
export async function listAll<Item>(
  api: ApiClient,
  path: string,
  schema: PageSchema<Item>,
  query: Query = {},
): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await api.get(path, schema, { ...query, page, pageSize: PAGE_SIZE_MAX });
    items.push(...answer.items);
    if (answer.items.length === 0 || items.length >= answer.total) return items;
  }
}
