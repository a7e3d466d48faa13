import { mutationOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { benchmarkKeys } from '@/lib/client/query-keys/benchmarks';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { scheduleKeys } from '@/lib/client/query-keys/schedules';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { OperationAccepted } from '@/lib/contracts/operations';
import { BenchmarkSchedule, type CreateSchedule, type UpdateSchedule } from '@/lib/contracts/schedules';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

export const createSchedule = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof CreateSchedule>) =>
      sendJson('POST', api.schedules(), BenchmarkSchedule, { body }),
    onSuccess: (_made, _body, _kept, { client }) => client.invalidateQueries({ queryKey: scheduleKeys.all() }),
  });

export const updateSchedule = () =>
  mutationOptions({
    mutationFn: ({ id, version, body }: { id: string; version: number; body: z.input<typeof UpdateSchedule> }) =>
      sendJson('PATCH', api.schedule(id), BenchmarkSchedule, { body, version }),
    onSuccess: (_changed, _edit, _kept, { client }) => client.invalidateQueries({ queryKey: scheduleKeys.all() }),
  });

export const removeSchedule = () =>
  mutationOptions({
    mutationFn: ({ id, version }: { id: string; version: number }) =>
      sendJson('DELETE', api.schedule(id), z.undefined(), { version }),
    onSuccess: (_nothing, _schedule, _kept, { client }) => client.invalidateQueries({ queryKey: scheduleKeys.lists() }),
  });

/** Runs it now, by one's own account. */
export const runSchedule = () =>
  mutationOptions({
    // Safe because of the key: however often it is sent, it is one operation.
    retry: retryUnanswered,
    retryDelay: retryPause,
    mutationFn: ({ id, idempotencyKey }: { readonly id: string; readonly idempotencyKey: string }) =>
      sendJson('POST', api.runSchedule(id), OperationAccepted, { idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) =>
      refreshUnlessLive(client, [scheduleKeys.all(), benchmarkKeys.runs(), operationKeys.all()]),
  });
