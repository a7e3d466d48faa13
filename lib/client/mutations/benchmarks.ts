import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { benchmarkKeys } from '@/lib/client/query-keys/benchmarks';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { BenchmarkRunDetail, type JudgeRun, type ProposeRun, type RunBenchmark } from '@/lib/contracts/benchmarks';
import { OperationAccepted } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

export const runBenchmark = () =>
  mutationOptions({
    // Safe because of the key: however often it is sent, it is one operation.
    retry: retryUnanswered,
    retryDelay: retryPause,
    mutationFn: ({
      id,
      idempotencyKey,
      body,
    }: {
      readonly id: string;
      readonly idempotencyKey: string;
      readonly body: z.input<typeof RunBenchmark>;
    }) => sendJson('POST', api.runBenchmark(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) =>
      refreshUnlessLive(client, [benchmarkKeys.runs(), operationKeys.all()]),
  });

const keep = (client: QueryClient, run: BenchmarkRunDetail): void => {
  client.setQueryData(benchmarkKeys.run(run.id), run);
  void client.invalidateQueries({ queryKey: benchmarkKeys.runs() });
};

export const proposeRun = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: z.input<typeof ProposeRun> }) =>
      sendJson('POST', api.proposeRun(id), BenchmarkRunDetail, { body }),
    onSuccess: (run, _proposal, _kept, { client }) => keep(client, run),
  });

export const judgeRun = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: z.input<typeof JudgeRun> }) =>
      sendJson('POST', api.judgeRun(id), BenchmarkRunDetail, { body }),
    onSuccess: (run, _verdict, _kept, { client }) => keep(client, run),
  });
