import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { hostKeys } from '@/lib/client/query-keys/hosts';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import { type CreateHost, HostDetail, type TestConnection, type UpdateHost } from '@/lib/contracts/hosts';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

/** Seconds the answer is held for the outcome; a host that has not answered by then is followed as an operation. */
const TEST_CONNECTION_WAIT_SECONDS = 20;

const keep = (client: QueryClient, host: HostDetail): void => {
  client.setQueryData(hostKeys.detail(host.id), host);
  // The agent may have read the host before this answer came, and its event found nothing to refresh.
  void client.invalidateQueries({ queryKey: hostKeys.detail(host.id) });
  refreshUnlessLive(client, [hostKeys.lists(), testbedKeys.all()]);
};

export const createHost = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof CreateHost>) => sendJson('POST', api.hosts(), HostDetail, { body }),
    onSuccess: (host, _body, _kept, { client }) => keep(client, host),
  });

/** `version`: of the host the edit was made from; `conflict` when somebody else was faster. */
export const updateHost = () =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: UpdateHost }) =>
      sendJson('PATCH', api.host(id), HostDetail, { body, version }),
    onSuccess: (host, _edit, _kept, { client }) => keep(client, host),
  });

export const removeHost = () =>
  mutationOptions({
    mutationFn: ({ id, version }: { id: string; version: number }) =>
      sendJson('DELETE', api.host(id), z.undefined(), { version }),
    onSuccess: (_nothing, { id }, _kept, { client }) => {
      client.removeQueries({ queryKey: hostKeys.detail(id) });
      refreshUnlessLive(client, [hostKeys.lists(), testbedKeys.all()]);
    },
  });

/** Tries a connection without keeping a host. The answer may still be under way: follow its operation then. */
export const testConnection = () =>
  mutationOptions({
    retry: retryUnanswered,
    retryDelay: retryPause,
    mutationFn: ({ body, idempotencyKey }: { body: TestConnection; idempotencyKey: string }) =>
      sendJson('POST', `${api.testConnection()}?wait=${TEST_CONNECTION_WAIT_SECONDS}`, OperationAccepted, {
        body,
        idempotencyKey,
      }),
  });
