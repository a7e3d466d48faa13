import { mutationOptions } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { migrationKeys } from '@/lib/client/query-keys/migrations';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';

/** Asks for a cancellation; whether it came in time is what the operation's state says in the end. */
export const cancelOperation = () =>
  mutationOptions({
    mutationFn: ({ id, reason }: { id: string; reason?: string | undefined }) =>
      sendJson('POST', api.cancelOperation(id), OperationAccepted, { body: { reason } }),
    onSuccess: (_answer, { id }, _kept, { client }) => {
      // No event announces the wish, only its outcome: ask at once, so that the button says "cancelling".
      void client.invalidateQueries({ queryKey: operationKeys.detail(id) });
      void client.invalidateQueries({ queryKey: migrationKeys.detail(id) });
      void client.invalidateQueries({ queryKey: operationKeys.lists() });
      void client.invalidateQueries({ queryKey: migrationKeys.lists() });
    },
  });
