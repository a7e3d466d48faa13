'use client';
import { useQuery } from '@tanstack/react-query';
import { SearchX, Server } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useDomainActions } from '@/components/domains/domain-actions';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { LinkButton } from '@/components/ui/link-button';
import { AnchoredActionMenu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { sessionQuery } from '@/lib/client/queries/session';
import { testbedQuery } from '@/lib/client/queries/testbed';
import type { Testbed } from '@/lib/contracts/testbed';
import { pages } from '@/lib/utils/paths';
import { DomainPanel } from './domain-panel';
import { HostPanel } from './host-panel';
import { LineMap } from './line-map';
import { entryPlace, rowsOf } from './map-focus';
import { MapLegend } from './map-legend';
import { MapSkeleton } from './map-skeleton';
import { createMapPreparer, filterMap } from './prepare-map';
import { RackMap } from './rack-map';
import { StripMap } from './strip-map';
import { tileTarget } from './tile-verdicts';
import { useMapKeys } from './use-map-keys';
import { useMapSelection } from './use-map-selection';

/** The first page: every host and domain, live. */
export function TestbedPage() {
  const query = useQuery(testbedQuery());
  if (query.data !== undefined) return <TestbedMap testbed={query.data} />;
  return (
    <>
      <PageHeader title="Testbed" />
      {query.isError ? (
        <ErrorState error={query.error} what="the testbed" onRetry={() => void query.refetch()} />
      ) : (
        <MapSkeleton />
      )}
    </>
  );
}

function TestbedMap({ testbed }: { testbed: Testbed }) {
  const selection = useMapSelection();
  const { data: session } = useQuery(sessionQuery());
  const { itemsFor } = useDomainActions();
  // It remembers the model before: racks that show the same keep their identity and are not drawn again.
  const [prepare] = useState(createMapPreparer);
  const whole = useMemo(() => prepare(testbed), [prepare, testbed]);
  const model = useMemo(() => filterMap(whole, selection.find), [whole, selection.find]);
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
  const { ref, handlers, place, menu, closePanel, closeMenu } = useMapKeys({ model, itemsFor: itemsOf, ...selection });
  const entry = entryPlace(rowsOf(model), place);
  const rack = whole.groups.flatMap((group) => group.racks).find((each) => each.host.id === selection.hostId);
  const nothingFound = model.groups.length === 0 && model.homeless.length === 0;

  return (
    // One listener for everything on the map; each tile and heading is a button of its own.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div ref={ref} {...handlers}>
      <PageHeader
        title="Testbed"
        meta={
          <span>
            {testbed.hosts.length} {testbed.hosts.length === 1 ? 'host' : 'hosts'}, {whole.domains}{' '}
            {whole.domains === 1 ? 'domain' : 'domains'}
            {whole.moving === 0 ? '' : `, ${whole.moving} moving`}
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
      {testbed.hosts.length === 0 ? (
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
      ) : (
        <div className="flex items-start gap-4">
          <div className="min-w-0 grow">
            {model.homeless.length === 0 ? null : (
              <Banner kind="warning" className="mb-4">
                No host reports {model.homeless.length === 1 ? 'this domain' : 'these domains'} any more:{' '}
                {model.homeless.slice(0, HOMELESS_SHOWN).map((domain) => (
                  <Button key={domain.id} size="sm" variant="ghost" data-domain={domain.id}>
                    {domain.name}
                  </Button>
                ))}
                {model.homeless.length > HOMELESS_SHOWN ? `and ${model.homeless.length - HOMELESS_SHOWN} more` : null}
              </Banner>
            )}
            {nothingFound ? (
              <EmptyState
                icon={SearchX}
                title="Nothing on the map matches"
                action={<Button onClick={() => selection.setFind('')}>Show everything</Button>}
              >
                A part of a host’s or domain’s name, a VO or a role narrows the map.
              </EmptyState>
            ) : model.scale === 'racks' ? (
              <RackMap model={model} entry={entry} selection={selection} />
            ) : model.scale === 'lines' ? (
              <LineMap model={model} entry={entry} selection={selection} />
            ) : (
              <StripMap model={model} selection={selection} />
            )}
            <div className="mt-4">
              <MapLegend scale={model.scale} />
            </div>
          </div>
          {selection.domainId !== undefined ? (
            <DomainPanel key={selection.domainId} id={selection.domainId} onClose={closePanel} />
          ) : rack !== undefined ? (
            <HostPanel rack={rack} folded={model.scale !== 'racks'} onClose={closePanel} />
          ) : null}
        </div>
      )}
      <AnchoredActionMenu
        open={menu !== undefined}
        onOpenChange={(open) => {
          if (!open) closeMenu();
        }}
        anchor={menu?.anchor ?? null}
        heading={menu === undefined ? undefined : domains.get(menu.domainId)?.name}
        items={menu === undefined ? [] : itemsOf(menu.domainId)}
        about={menu?.about}
      />
    </div>
  );
}

/** More names than this would push the map off the screen; the list of domains has them all. */
const HOMELESS_SHOWN = 12;
