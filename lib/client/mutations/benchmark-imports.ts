import { mutationOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { benchmarkKeys } from '@/lib/client/query-keys/benchmarks';
import { importKeys } from '@/lib/client/query-keys/benchmark-imports';
import { BenchmarkImport, type CreateImport, type RetractImport } from '@/lib/contracts/benchmark-imports';
import { api } from '@/lib/utils/paths';

export const createImport = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof CreateImport>) =>
      sendJson('POST', api.benchmarkImports(), BenchmarkImport, { body }),
    onSuccess: (_import, _body, _kept, { client }) => {
      // What is compared and drawn counts imported figures too.
      void client.invalidateQueries({ queryKey: benchmarkKeys.all() });
      void client.invalidateQueries({ queryKey: importKeys.all() });
    },
  });

export const retractImport = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { readonly id: string; readonly body: RetractImport }) =>
      sendJson('POST', api.retractImport(id), BenchmarkImport, { body }),
    onSuccess: (retracted, _body, _kept, { client }) => {
      client.setQueryData(importKeys.detail(retracted.id), retracted);
      void client.invalidateQueries({ queryKey: benchmarkKeys.all() });
      void client.invalidateQueries({ queryKey: importKeys.all() });
    },
  });
