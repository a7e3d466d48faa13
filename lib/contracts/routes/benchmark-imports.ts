import { z } from 'zod';
import { IMPORT_BYTES_MAX } from '@/lib/domain/imported-result';
import {
  BenchmarkImport,
  BenchmarkImportPage,
  CreateImport,
  ImportedResultPage,
  ImportIdSchema,
  ImportPreview,
  ListImportsQuery,
  PreviewImport,
  RetractImport,
} from '../benchmark-imports';
import { Paging } from '../common';
import { route, v1 } from './route';

const params = z.object({ id: ImportIdSchema });
/** Escaped as JSON a file grows, at worst to the double; what is larger than may be is still read, to say so by its size. */
const bodyBytesMax = 3 * IMPORT_BYTES_MAX;

export const benchmarkImportRoutes = {
  listImports: route({
    id: 'listImports',
    method: 'GET',
    path: `${v1}/benchmark-imports`,
    tag: 'Benchmarks',
    summary: 'Imported files of figures, newest first, retracted ones among them',
    access: 'benchmarks:read',
    query: ListImportsQuery,
    response: BenchmarkImportPage,
    status: 200,
  }),
  previewImport: route({
    id: 'previewImport',
    method: 'POST',
    keepsNothing: true,
    path: `${v1}/benchmark-imports/preview`,
    tag: 'Benchmarks',
    summary: 'What a file would be imported as, with every problem by line and column; nothing is kept',
    access: 'benchmarks:run',
    body: PreviewImport,
    bodyBytesMax,
    response: ImportPreview,
    status: 200,
  }),
  createImport: route({
    id: 'createImport',
    method: 'POST',
    path: `${v1}/benchmark-imports`,
    tag: 'Benchmarks',
    summary: 'Import a file whole, or nothing of it',
    access: 'benchmarks:run',
    body: CreateImport,
    bodyBytesMax,
    response: BenchmarkImport,
    status: 201,
  }),
  getImport: route({
    id: 'getImport',
    method: 'GET',
    path: `${v1}/benchmark-imports/{id}`,
    tag: 'Benchmarks',
    summary: 'One import',
    access: 'benchmarks:read',
    params,
    response: BenchmarkImport,
    status: 200,
  }),
  listImportedResults: route({
    id: 'listImportedResults',
    method: 'GET',
    path: `${v1}/benchmark-imports/{id}/results`,
    tag: 'Benchmarks',
    summary: 'The measurements of an import, in the order of its file',
    access: 'benchmarks:read',
    params,
    query: Paging,
    response: ImportedResultPage,
    status: 200,
  }),
  getImportedFile: route({
    id: 'getImportedFile',
    method: 'GET',
    path: `${v1}/benchmark-imports/{id}/file`,
    tag: 'Benchmarks',
    summary: 'The file as it came',
    access: 'benchmarks:read',
    params,
    file: ['text/csv', 'application/json'],
    status: 200,
  }),
  retractImport: route({
    id: 'retractImport',
    method: 'POST',
    path: `${v1}/benchmark-imports/{id}/retract`,
    tag: 'Benchmarks',
    summary: 'Take an import back: it stays, marked, and its figures are compared no more',
    access: 'benchmarks:review',
    params,
    body: RetractImport,
    response: BenchmarkImport,
    status: 200,
  }),
} as const;
