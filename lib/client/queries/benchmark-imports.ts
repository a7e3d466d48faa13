import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, sendJson } from '@/lib/client/http';
import {
  BenchmarkImport,
  BenchmarkImportPage,
  ImportedResultPage,
  ImportPreview,
  type PreviewImport,
} from '@/lib/contracts/benchmark-imports';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type ImportFilter, importKeys } from '@/lib/client/query-keys/benchmark-imports';

export const importsQuery = (filter: ImportFilter = {}) =>
  queryOptions({
    queryKey: importKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.benchmarkImports(), BenchmarkImportPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: importKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.benchmarkImport(id), BenchmarkImport, { signal }),
    staleTime: FRESH_MS,
  });

/** The measurements of an import never change. */
export const importedResultsQuery = (id: string, filter: ImportFilter = {}) =>
  queryOptions({
    queryKey: importKeys.results(id, filter),
    queryFn: ({ signal }) => getJson(api.importedResults(id), ImportedResultPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What the file would become. The same file read in the same way gives the same; only what is imported meanwhile may change. */
export const previewImportQuery = (file: string, input: z.input<typeof PreviewImport>) => {
  const { text, ...how } = input;
  return queryOptions({
    queryKey: importKeys.preview(file, how),
    queryFn: ({ signal }) => sendJson('POST', api.previewImport(), ImportPreview, { body: { ...how, text }, signal }),
    staleTime: FRESH_MS,
    // The text is held by the function: let it go with the page.
    gcTime: 0,
  });
};
