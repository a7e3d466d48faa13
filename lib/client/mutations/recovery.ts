import { mutationOptions } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { lossKeys } from '@/lib/client/query-keys/recovery';
import { Loss, type LossDeedBody } from '@/lib/contracts/recovery';
import type { LossDeed } from '@/lib/domain/recovery';
import { api } from '@/lib/utils/paths';

const DEEDS: Record<LossDeed, (id: string) => string> = {
  declare: api.declareLoss,
  fence: api.fenceLoss,
  confirmOff: api.confirmLoss,
  retry: api.retryLoss,
  dismiss: api.dismissLoss,
  finish: api.finishLoss,
};

/** `version`: of the loss as it was read. Where it is not what it was, the answer is a conflict, and it is read again. */
export const actOnLoss = () =>
  mutationOptions({
    mutationFn: ({ id, version, deed, body }: { id: string; version: number; deed: LossDeed; body: LossDeedBody }) =>
      sendJson('POST', DEEDS[deed](id), Loss, { version, body }),
    onSuccess: (loss, _deed, _kept, { client }) => {
      client.setQueryData(lossKeys.detail(loss.id), loss);
      void client.invalidateQueries({ queryKey: lossKeys.lists() });
    },
    onError: (_error, { id }, _kept, { client }) => void client.invalidateQueries({ queryKey: lossKeys.detail(id) }),
  });
