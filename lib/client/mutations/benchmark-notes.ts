import { mutationOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { benchmarkKeys } from '@/lib/client/query-keys/benchmarks';
import { type AddBenchmarkNote, BenchmarkNote } from '@/lib/contracts/benchmark-analysis';
import { api } from '@/lib/utils/paths';

export const addBenchmarkNote = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof AddBenchmarkNote>) =>
      sendJson('POST', api.benchmarkNotes(), BenchmarkNote, { body }),
    onSuccess: (_note, _body, _kept, { client }) => client.invalidateQueries({ queryKey: benchmarkKeys.analysis() }),
  });

export const removeBenchmarkNote = () =>
  mutationOptions({
    mutationFn: (id: string) => sendJson('DELETE', api.benchmarkNote(id), z.undefined()),
    onSuccess: (_nothing, _id, _kept, { client }) => client.invalidateQueries({ queryKey: benchmarkKeys.analysis() }),
  });
