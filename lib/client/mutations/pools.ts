import { mutationOptions } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { poolKeys } from '@/lib/client/query-keys/pools';
import {
  type BringSpecification,
  type ChangePool,
  type CreatePool,
  JobSpecification,
  PoolDetail,
  PoolRemoved,
} from '@/lib/contracts/pools';
import { api } from '@/lib/utils/paths';

export const createPool = () =>
  mutationOptions({
    mutationFn: (body: CreatePool) => sendJson('POST', api.pools(), PoolDetail, { body }),
    onSuccess: (pool, _asked, _kept, { client }) => {
      client.setQueryData(poolKeys.detail(pool.id), pool);
      void client.invalidateQueries({ queryKey: poolKeys.all() });
    },
  });

export const changePool = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: ChangePool }) =>
      sendJson('PATCH', api.pool(id), PoolDetail, { body }),
    onSuccess: (pool, _asked, _kept, { client }) => {
      client.setQueryData(poolKeys.detail(pool.id), pool);
      void client.invalidateQueries({ queryKey: poolKeys.all() });
    },
  });

/** What it is held back from is tried now. */
export const retryPool = () =>
  mutationOptions({
    mutationFn: (id: string) => sendJson('POST', api.poolRetry(id), PoolDetail, { body: {} }),
    onSuccess: (pool, _asked, _kept, { client }) => {
      client.setQueryData(poolKeys.detail(pool.id), pool);
      void client.invalidateQueries({ queryKey: poolKeys.all() });
    },
  });

export const removePool = () =>
  mutationOptions({
    mutationFn: (id: string) => sendJson('DELETE', api.pool(id), PoolRemoved, { body: {} }),
    onSuccess: ({ id, gone }, _id, _kept, { client }) => {
      // One that is gone is not asked for again.
      if (gone) client.removeQueries({ queryKey: poolKeys.detail(id) });
      void client.invalidateQueries({ queryKey: gone ? [...poolKeys.all(), 'list'] : poolKeys.all() });
    },
  });

export const bringSpecification = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: BringSpecification }) =>
      sendJson('POST', api.poolSpecifications(id), JobSpecification, { body }),
    onSuccess: (_made, { id }, _kept, { client }) => {
      void client.invalidateQueries({ queryKey: poolKeys.detail(id) });
    },
  });
