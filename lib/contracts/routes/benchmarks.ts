import { z } from 'zod';
import {
  BenchmarkIdSchema,
  BenchmarkList,
  BenchmarkRunDetail,
  BenchmarkRunPage,
  ListBenchmarkRunsQuery,
  RunBenchmark,
} from '../benchmarks';
import { OperationAccepted, WaitQuery } from '../operations';
import { OperationParams, route, v1 } from './route';

export const benchmarkRoutes = {
  listBenchmarks: route({
    id: 'listBenchmarks',
    method: 'GET',
    path: `${v1}/benchmarks`,
    tag: 'Benchmarks',
    summary: 'Benchmarks that can be run, with their parameters and metrics',
    access: 'benchmarks:read',
    response: BenchmarkList,
    status: 200,
  }),
  runBenchmark: route({
    id: 'runBenchmark',
    method: 'POST',
    path: `${v1}/benchmarks/{id}/runs`,
    tag: 'Benchmarks',
    summary: 'Run a benchmark in a domain, or between two',
    access: 'benchmarks:run',
    params: z.object({ id: BenchmarkIdSchema }),
    query: WaitQuery,
    body: RunBenchmark,
    response: OperationAccepted,
    status: 202,
    operation: true,
  }),
  listBenchmarkRuns: route({
    id: 'listBenchmarkRuns',
    method: 'GET',
    path: `${v1}/benchmark-runs`,
    tag: 'Benchmarks',
    summary: 'Runs of benchmarks, newest first',
    access: 'benchmarks:read',
    query: ListBenchmarkRunsQuery,
    response: BenchmarkRunPage,
    status: 200,
  }),
  getBenchmarkRun: route({
    id: 'getBenchmarkRun',
    method: 'GET',
    path: `${v1}/benchmark-runs/{id}`,
    tag: 'Benchmarks',
    summary: 'One run: samples with their output, provenance, what may have spoilt it',
    access: 'benchmarks:read',
    params: OperationParams,
    response: BenchmarkRunDetail,
    status: 200,
  }),
} as const;
