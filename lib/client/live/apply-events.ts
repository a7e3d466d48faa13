/**
 * The fast path from an event to what is on screen: cached rows are patched in place, all events of a frame at once.
 * What an event does not carry follows with the refresh of the keys in `event-keys.ts`.
 */
import type { QueryClient } from '@tanstack/react-query';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { hostKeys } from '@/lib/client/query-keys/hosts';
import { migrationKeys } from '@/lib/client/query-keys/migrations';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import { voKeys } from '@/lib/client/query-keys/vos';
import type { DomainDetail, DomainPage } from '@/lib/contracts/domains';
import type { StoredEvent, StreamFrame } from '@/lib/contracts/events';
import type { HostDetail, HostPage, HostSummary } from '@/lib/contracts/hosts';
import type { MigrationDetail, MigrationPage } from '@/lib/contracts/migrations';
import type { OperationDetail, OperationPage } from '@/lib/contracts/operations';
import type { Testbed } from '@/lib/contracts/testbed';
import type { VoWindow } from '@/lib/contracts/vos';
import { mapChanged } from './map-changed';
import { patchHost } from './patch-host';
import { patchQueries } from './patch-queries';
import { patchMigration, patchOperation } from './patch-operation';
import { domainOf, type DomainRow, patchTile } from './patch-tile';

export type SeenHost = Extract<StreamFrame, { frame: 'seen' }>['hosts'][number];

/** Applies a frame's worth of events to every cached answer that shows what they speak of. */
export function applyEvents(client: QueryClient, events: readonly StoredEvent[]): void {
  if (events.length === 0) return;
  const byDomain = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const domain = domainOf(event.body);
    if (domain === undefined) continue;
    const others = byDomain.get(domain);
    if (others === undefined) byDomain.set(domain, [event]);
    else others.push(event);
  }
  const patchDomain = <T extends DomainRow>(row: T): T =>
    (byDomain.get(row.id) ?? []).reduce((next, event) => patchTile(next, event.body, event.at), row);
  const patchEachHost = <T extends HostSummary>(row: T): T =>
    events.reduce((next, event) => patchHost(next, event.body, event.at), row);
  const removed = new Set(events.flatMap(({ body }) => (body.type === 'domain.removed' ? [body.domainId] : [])));

  patchQueries<Testbed>(client, { queryKey: testbedKeys.all(), exact: true }, (testbed) => {
    const left = removed.size === 0 ? testbed.domains : testbed.domains.filter((tile) => !removed.has(tile.id));
    const domains = mapChanged(left, patchDomain);
    const hosts = mapChanged(testbed.hosts, patchEachHost);
    if (domains === testbed.domains && hosts === testbed.hosts) return testbed;
    return { ...testbed, domains, hosts };
  });
  patchQueries<DomainPage>(client, { queryKey: domainKeys.lists() }, (page) => patchPage(page, patchDomain));
  patchQueries<HostPage>(client, { queryKey: hostKeys.lists() }, (page) => patchPage(page, patchEachHost));
  patchQueries<OperationPage>(client, { queryKey: operationKeys.lists() }, (page) =>
    patchPage(page, (row) => events.reduce((next, event) => patchOperation(next, event.body, event.at), row)),
  );
  patchQueries<MigrationPage>(client, { queryKey: migrationKeys.lists() }, (page) =>
    patchPage(page, (row) => events.reduce((next, event) => patchMigration(next, event.body, event.at), row)),
  );
  for (const { body, at } of events) {
    const domain = domainOf(body);
    if (domain !== undefined) {
      patchQueries<DomainDetail>(
        client,
        { queryKey: domainKeys.detail(domain), exact: true },
        (detail) => detail && patchTile(detail, body, at),
      );
    }
    if ('hostId' in body && body.hostId !== null) {
      patchQueries<HostDetail>(
        client,
        { queryKey: hostKeys.detail(body.hostId), exact: true },
        (detail) => detail && patchHost(detail, body, at),
      );
    }
    if ('operationId' in body) {
      const id = body.operationId;
      patchQueries<OperationDetail>(
        client,
        { queryKey: operationKeys.detail(id), exact: true },
        (row) => row && patchOperation(row, body, at),
      );
      patchQueries<MigrationDetail>(
        client,
        { queryKey: migrationKeys.detail(id), exact: true },
        (row) => row && patchMigration(row, body, at),
      );
    }
  }
}

/** Hosts that were read again: their age, load and free memory, and the age of the domains on them. */
export function applySeen(client: QueryClient, seen: readonly SeenHost[]): void {
  const byHost = new Map<string, SeenHost>(seen.map((host) => [host.hostId, host]));
  const touch = <T extends HostSummary>(host: T): T => {
    const news = byHost.get(host.id);
    if (news === undefined || host.seenAt === news.seenAt) return host;
    return { ...host, seenAt: news.seenAt, cpuLoad: news.cpuLoad, memoryFreeKiB: news.memoryFreeKiB };
  };
  const touchDomain = <T extends Pick<DomainPage['items'][number], 'hostId' | 'missingSince' | 'seenAt'>>(
    row: T,
  ): T => {
    const news = row.hostId === null ? undefined : byHost.get(row.hostId);
    return news === undefined || row.missingSince !== null || row.seenAt === news.seenAt
      ? row
      : { ...row, seenAt: news.seenAt };
  };
  patchQueries<Testbed>(client, { queryKey: testbedKeys.all(), exact: true }, (testbed) => {
    const hosts = mapChanged(testbed.hosts, touch);
    return hosts === testbed.hosts ? testbed : { ...testbed, hosts };
  });
  patchQueries<HostPage>(client, { queryKey: hostKeys.lists() }, (page) => patchPage(page, touch));
  patchQueries<HostDetail>(client, { queryKey: hostKeys.details() }, (detail) => detail && touch(detail));
  patchQueries<DomainPage>(client, { queryKey: domainKeys.lists() }, (page) => patchPage(page, touchDomain));
  patchQueries<DomainDetail>(
    client,
    // Candidates live under the detail's key and are no domain.
    { queryKey: domainKeys.details(), predicate: (query) => query.queryKey.length === domainKeys.detail('').length },
    (detail) => detail && touchDomain(detail),
  );
  patchQueries<VoWindow>(client, { queryKey: voKeys.windows() }, (window) => {
    if (window === undefined) return undefined;
    const domains = mapChanged(window.domains, touchDomain);
    return domains === window.domains ? window : { ...window, domains };
  });
}

interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}

function patchPage<T>(page: Page<T> | undefined, patch: (row: T) => T): Page<T> | undefined {
  if (page === undefined) return undefined;
  const items = mapChanged(page.items, patch);
  return items === page.items ? page : { ...page, items };
}
