import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { guestDriftKeys } from '@/lib/client/query-keys/guest-drift';
import { operationKeys } from '@/lib/client/query-keys/operations';
import {
  type AcceptGuestDrift,
  type CheckGuestDrift,
  GuestDrift,
  GuestDriftFinding,
  type RebuildDomain,
  type RemedyGuestDrift,
  type ScheduleGuestDrift,
} from '@/lib/contracts/guest-drift';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

interface Command {
  readonly id: string;
  readonly idempotencyKey: string;
}
/** Safe because of the key: however often it is sent, it is one operation. */
const retry = { retry: retryUnanswered, retryDelay: retryPause };
const refresh = (client: QueryClient): void =>
  refreshUnlessLive(client, [guestDriftKeys.all(), domainKeys.all(), operationKeys.all()]);

export const checkGuestDrift = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command & { readonly body: CheckGuestDrift }) =>
      sendJson('POST', api.domainDrift(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const remedyGuestDrift = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command & { readonly body: RemedyGuestDrift }) =>
      sendJson('POST', api.remedyDrift(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const rebuildDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command & { readonly body: RebuildDomain }) =>
      sendJson('POST', api.rebuildDomain(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const acceptGuestDrift = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: AcceptGuestDrift }) =>
      sendJson('POST', api.acceptDrift(id), GuestDriftFinding, { body }),
    onSuccess: (_finding, _command, _kept, { client }) =>
      void client.invalidateQueries({ queryKey: guestDriftKeys.all() }),
  });

export const scheduleGuestDrift = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: ScheduleGuestDrift }) =>
      sendJson('PATCH', api.domainDrift(id), GuestDrift, { body }),
    onSuccess: (drift, { id }, _kept, { client }) => client.setQueryData(guestDriftKeys.domain(id), drift),
  });
