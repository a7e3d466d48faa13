import { mutationOptions } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { poolKeys } from '@/lib/client/queries/pools';
import { type ChangePool, PoolDetail } from '@/lib/contracts/pools';
import { api } from '@/lib/utils/paths';

export const changePool = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: ChangePool }) =>
      sendJson('PATCH', api.pool(id), PoolDetail, { body }),
    onSuccess: (pool, _asked, _kept, { client }) => {
      client.setQueryData(poolKeys.detail(pool.id), pool);
      void client.invalidateQueries({ queryKey: poolKeys.all() });
    },
  });
