import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { benchmarkKeys } from '@/lib/client/query-keys/benchmarks';
import { definitionKeys } from '@/lib/client/query-keys/benchmark-definitions';
import { BenchmarkDetail, type CreateBenchmark, type RetireBenchmark } from '@/lib/contracts/benchmark-definitions';
import { api } from '@/lib/utils/paths';

const keep = (client: QueryClient, benchmark: BenchmarkDetail): void => {
  client.setQueryData(definitionKeys.detail(benchmark.id), benchmark);
  // The versions before it say of themselves that they are old now.
  void client.invalidateQueries({ queryKey: benchmarkKeys.all() });
};

export const createDefinition = () =>
  mutationOptions({
    mutationFn: (body: CreateBenchmark) => sendJson('POST', api.benchmarks(), BenchmarkDetail, { body }),
    onSuccess: (benchmark, _body, _kept, { client }) => keep(client, benchmark),
  });

/** `id`: of the version that was changed; `conflict` when somebody else was faster. */
export const addDefinitionVersion = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: CreateBenchmark }) =>
      sendJson('POST', api.benchmarkVersions(id), BenchmarkDetail, { body }),
    onSuccess: (benchmark, _body, _kept, { client }) => keep(client, benchmark),
  });

export const retireDefinition = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: RetireBenchmark }) =>
      sendJson('POST', api.retireBenchmark(id), BenchmarkDetail, { body }),
    onSuccess: (benchmark, _body, _kept, { client }) => keep(client, benchmark),
  });
