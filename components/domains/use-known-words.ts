'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { hostsQuery } from '@/lib/client/queries/hosts';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import { PAGE_SIZE_MAX } from '@/lib/contracts/common';
import type { DomainPage } from '@/lib/contracts/domains';
import type { Testbed } from '@/lib/contracts/testbed';
import type { KnownWords } from './query/suggest-terms';

/** Hosts offered as a facet and as suggestions; beyond this many, `host:` with a part of the name finds the rest. */
const HOSTS = { pageSize: PAGE_SIZE_MAX, sort: 'name', order: 'asc' } as const;

/**
 * Names to suggest: hosts are asked for once; VOs and tags are those this browser has already read, since no answer of
 * the API lists them all. `seen` changes with each page read, so that new words turn up.
 */
export function useKnownWords(seen: unknown): KnownWords & { readonly hostIds: ReadonlyMap<string, string> } {
  const { data: hosts } = useQuery(hostsQuery(HOSTS));
  const client = useQueryClient();
  return useMemo(() => {
    const vos = new Set<string>();
    const tags = new Set<string>();
    const note = (vo: string | null) => vo !== null && vos.add(vo);
    for (const [, page] of client.getQueriesData<DomainPage>({ queryKey: domainKeys.lists() })) {
      for (const domain of page?.items ?? []) {
        note(domain.vo);
        for (const tag of domain.tags) tags.add(tag);
      }
    }
    for (const tile of client.getQueryData<Testbed>(testbedKeys.all())?.domains ?? []) note(tile.vo);
    const items = hosts?.items ?? [];
    return {
      hosts: items.map((host) => host.name),
      hostIds: new Map(items.map((host) => [host.id, host.name])),
      vos: [...vos].toSorted(),
      tags: [...tags].toSorted(),
    };
    // `seen` is not read: it tells that the cache read above has changed.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client, hosts, seen]);
}
