import { ExportRunQuery, ExportRunsQuery } from '../benchmark-exports';
import { OperationParams, route, v1 } from './route';

const file = ['text/csv', 'application/json'] as const;

export const benchmarkExportRoutes = {
  exportBenchmarkRuns: route({
    id: 'exportBenchmarkRuns',
    method: 'GET',
    path: `${v1}/benchmark-runs/export`,
    tag: 'Benchmarks',
    summary:
      'Runs as a file: CSV with one row a sample and metric, or JSON with everything. Cut at 5,000, which its name says',
    access: 'benchmarks:read',
    query: ExportRunsQuery,
    file,
    status: 200,
  }),
  exportBenchmarkRun: route({
    id: 'exportBenchmarkRun',
    method: 'GET',
    path: `${v1}/benchmark-runs/{id}/export`,
    tag: 'Benchmarks',
    summary: 'One run as a file',
    access: 'benchmarks:read',
    params: OperationParams,
    query: ExportRunQuery,
    file,
    status: 200,
  }),
} as const;
