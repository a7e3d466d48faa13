import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import type { EditDomain, ResizeDomain } from '@/lib/contracts/domains';
import type { MigrateDomain } from '@/lib/contracts/migrations';
import { OperationAccepted } from '@/lib/contracts/operations';
import type { PLAIN_VERBS } from '@/lib/contracts/routes/domains';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

export type PlainVerb = (typeof PLAIN_VERBS)[number];
interface Command {
  readonly id: string;
  readonly idempotencyKey: string;
}

const refresh = (client: QueryClient): void =>
  refreshUnlessLive(client, [domainKeys.all(), testbedKeys.all(), operationKeys.all()]);
/** Safe because of the key: however often it is sent, it is one operation. */
const retry = { retry: retryUnanswered, retryDelay: retryPause };

/** Every plain verb, and deleting the definition. */
export const actOnDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({
      id,
      verb,
      idempotencyKey,
      reason,
    }: Command & { verb: PlainVerb | 'undefine'; reason?: string | undefined }) =>
      sendJson('POST', api.domainAction(id, verb), OperationAccepted, { body: { reason }, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const migrateDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command & { body: z.input<typeof MigrateDomain> }) =>
      sendJson('POST', api.migrate(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const resizeDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command & { body: ResizeDomain }) =>
      sendJson('POST', api.domainAction(id, 'resize'), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const editDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command & { body: EditDomain }) =>
      sendJson('POST', api.domainAction(id, 'edit'), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });
