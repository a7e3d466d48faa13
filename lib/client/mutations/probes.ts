import { mutationOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { probeKeys } from '@/lib/client/query-keys/probes';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { OperationAccepted } from '@/lib/contracts/operations';
import { type CreateProbeTarget, ProbeTarget, type UpdateProbeTarget } from '@/lib/contracts/probes';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

export const createProbeTarget = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof CreateProbeTarget>) =>
      sendJson('POST', api.probeTargets(), ProbeTarget, { body }),
    onSuccess: (_made, _body, _kept, { client }) => client.invalidateQueries({ queryKey: probeKeys.all() }),
  });

export const updateProbeTarget = () =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: z.input<typeof UpdateProbeTarget> }) =>
      sendJson('PATCH', api.probeTarget(id), ProbeTarget, { body, version }),
    onSuccess: (_changed, _edit, _kept, { client }) => client.invalidateQueries({ queryKey: probeKeys.all() }),
  });

export const removeProbeTarget = () =>
  mutationOptions({
    mutationFn: ({ id, version }: { id: string; version: number }) =>
      sendJson('DELETE', api.probeTarget(id), z.undefined(), { version }),
    onSuccess: (_nothing, _target, _kept, { client }) => client.invalidateQueries({ queryKey: probeKeys.lists() }),
  });

/** Asks now, whatever its interval. */
export const runProbes = () =>
  mutationOptions({
    // Safe because of the key: however often it is sent, it is one operation.
    retry: retryUnanswered,
    retryDelay: retryPause,
    mutationFn: ({ id, idempotencyKey }: { readonly id: string; readonly idempotencyKey: string }) =>
      sendJson('POST', api.runProbes(id), OperationAccepted, { body: {}, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) =>
      refreshUnlessLive(client, [probeKeys.all(), operationKeys.all()]),
  });
