'use client';
import { useQuery } from '@tanstack/react-query';
import { Server } from 'lucide-react';
import { useMemo } from 'react';
import { useDomainActions } from '@/components/domains/domain-actions';
import { useSettled } from '@/components/form/use-settled';
import { Input } from '@/components/ui/input';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { pastTestbedQuery } from '@/lib/client/queries/past';
import { sessionQuery } from '@/lib/client/queries/session';
import { testbedQuery } from '@/lib/client/queries/testbed';
import type { PastTestbed } from '@/lib/contracts/past';
import type { Testbed } from '@/lib/contracts/testbed';
import { pages } from '@/lib/utils/paths';
import { DomainPanel } from './domain-panel';
import { HostPanel } from './host-panel';
import { MapBody } from './map-body';
import { MapSkeleton } from './map-skeleton';
import { ChangesList } from './past/changes-list';
import { PastMap } from './past/past-map';
import { TimeBar } from './past/time-bar';
import { useMoments } from './past/use-moments';
import { tileTarget } from './tile-verdicts';
import { type MapSelection, useMapSelection } from './use-map-selection';

/** While the slider is dragged a moment is asked for so often: often enough to see what happens, and no flood. */
const SETTLED_MS = 120;

/** The first page: every host and domain, live, or as it was at a moment of the past. */
export function TestbedPage() {
  const moments = useMoments();
  const selection = useMapSelection();
  const live = useQuery(testbedQuery());
  const { at, since } = moments;
  const asked = useSettled(at, SETTLED_MS);
  const compared = useSettled(since, SETTLED_MS);
  const isMoment = at !== undefined && asked !== undefined && !Number.isNaN(Date.parse(asked));
  const past = useQuery({ ...pastTestbedQuery(asked ?? ''), enabled: isMoment });
  const shown = at === undefined ? live.data : past.data;
  return (
    <>
      <MapHeader shown={shown} selection={selection} />
      {live.data !== undefined && live.data.hosts.length === 0 && at === undefined ? null : (
        <TimeBar moments={moments} past={at === undefined ? undefined : past.data} />
      )}
      {compared === undefined || since === undefined || Number.isNaN(Date.parse(compared)) ? null : (
        <ChangesList one={compared} other={isMoment ? asked : undefined} />
      )}
      {at !== undefined ? (
        <PastMap
          at={at}
          past={past.data}
          error={past.error}
          reading={past.isFetching || asked !== at}
          selection={selection}
          onLook={moments.look}
        />
      ) : live.data !== undefined ? (
        <LiveMap testbed={live.data} selection={selection} />
      ) : live.isError ? (
        <ErrorState error={live.error} what="the testbed" onRetry={() => void live.refetch()} />
      ) : (
        <MapSkeleton />
      )}
    </>
  );
}

function MapHeader({ shown, selection }: { shown: Testbed | PastTestbed | undefined; selection: MapSelection }) {
  if (shown === undefined) return <PageHeader title="Testbed" />;
  const { hosts, domains, movingCount } = shown;
  return (
    <PageHeader
      title="Testbed"
      meta={
        <span>
          {hosts.length} {hosts.length === 1 ? 'host' : 'hosts'}, {domains.length}{' '}
          {domains.length === 1 ? 'domain' : 'domains'}
          {movingCount === 0 ? '' : `, ${movingCount} moving`}
        </span>
      }
      actions={
        <Input
          type="search"
          aria-label="Narrow the map"
          placeholder="Name, VO or role"
          className="w-56 max-sm:w-full"
          value={selection.find}
          onChange={(event) => selection.setFind(event.target.value)}
        />
      }
    />
  );
}

function LiveMap({ testbed, selection }: { testbed: Testbed; selection: MapSelection }) {
  const { data: session } = useQuery(sessionQuery());
  const { itemsFor } = useDomainActions();
  const domains = useMemo(
    () => new Map(testbed.domains.map((domain) => [domain.id as string, domain])),
    [testbed.domains],
  );
  const hosts = useMemo(() => new Map(testbed.hosts.map((host) => [host.id as string, host])), [testbed.hosts]);
  const itemsOf = (domainId: string) => {
    const domain = domains.get(domainId);
    if (domain === undefined) return [];
    return itemsFor(tileTarget(domain, domain.hostId === null ? undefined : hosts.get(domain.hostId), session));
  };
  if (testbed.hosts.length === 0) {
    return (
      <EmptyState
        icon={Server}
        title="No hosts yet"
        action={
          <LinkButton href={pages.hosts()} variant="primary">
            Add a host
          </LinkButton>
        }
      >
        Hosts appear here as racks of their domains, as soon as the agent has read them.
      </EmptyState>
    );
  }
  return (
    <MapBody
      source={testbed}
      selection={selection}
      itemsFor={itemsOf}
      renderPanel={({ rack, folded, close }) => {
        if (selection.domainId !== undefined)
          return <DomainPanel key={selection.domainId} id={selection.domainId} onClose={close} />;
        const host = rack === undefined ? undefined : hosts.get(rack.host.id);
        if (rack === undefined || host === undefined) return null;
        return <HostPanel host={host} rack={rack} folded={folded} onClose={close} />;
      }}
    />
  );
}
