import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import type { CreateDomain, DeleteDomain } from '@/lib/contracts/domain-making';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

const refresh = (client: QueryClient): void =>
  refreshUnlessLive(client, [domainKeys.all(), testbedKeys.all(), operationKeys.all()]);
/** Safe because of the key: however often it is sent, it is one operation. */
const retry = { retry: retryUnanswered, retryDelay: retryPause };

export const createDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({
      idempotencyKey,
      body,
    }: {
      readonly idempotencyKey: string;
      readonly body: z.input<typeof CreateDomain>;
    }) => sendJson('POST', api.createDomain(), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const deleteDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({
      id,
      idempotencyKey,
      body,
    }: {
      readonly id: string;
      readonly idempotencyKey: string;
      readonly body: z.input<typeof DeleteDomain>;
    }) => sendJson('DELETE', api.domain(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });
