'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BenchmarkPlace } from '@/lib/domain/benchmark';
import { findEnds } from './offered-ends';
import type { RunWish } from './run-wish';

/** For a form that is being sent: the wish as it was then, with everybody found whose name was typed. */
export function useFindEnds() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ wish, place }: { readonly wish: RunWish; readonly place: BenchmarkPlace }) =>
      await findEnds(client, wish, place),
  });
}
