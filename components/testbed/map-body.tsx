'use client';
import { SearchX } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { EmptyState } from '@/components/status/view-states';
import type { ActionItem } from '@/components/ui/action-item';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { AnchoredActionMenu } from '@/components/ui/menu';
import { LineMap } from './line-map';
import { entryPlace, rowsOf } from './map-focus';
import { MapLegend } from './map-legend';
import { createMapPreparer, filterMap, type MapRack, type MapSource } from './prepare-map';
import { RackMap } from './rack-map';
import { StripMap } from './strip-map';
import { useMapKeys } from './use-map-keys';
import type { MapSelection } from './use-map-selection';

interface Panels {
  readonly rack: MapRack | undefined;
  readonly folded: boolean;
  readonly close: () => void;
}

/** The map itself, of now or of a moment: what may be done on it, and what its panel says, is told by whoever shows it. */
export function MapBody({
  source,
  selection,
  itemsFor,
  renderPanel,
}: {
  source: MapSource;
  selection: MapSelection;
  /** Undefined where nothing can be done. */
  itemsFor: ((domainId: string) => readonly ActionItem[]) | undefined;
  /** Details of what is chosen; null where nothing is. */
  renderPanel: (panels: Panels) => ReactNode;
}) {
  // It remembers the model before: racks that show the same keep their identity and are not drawn again.
  const [prepare] = useState(createMapPreparer);
  const whole = useMemo(() => prepare(source), [prepare, source]);
  const model = useMemo(() => filterMap(whole, selection.find), [whole, selection.find]);
  const { ref, handlers, place, menu, closePanel, closeMenu } = useMapKeys({ model, itemsFor, ...selection });
  const entry = entryPlace(rowsOf(model), place);
  const rack = whole.groups.flatMap((group) => group.racks).find((each) => each.host.id === selection.hostId);
  const nothingFound = model.groups.length === 0 && model.homeless.length === 0;
  return (
    // One listener for everything on the map; each tile and heading is a button of its own.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div ref={ref} {...handlers}>
      <div className="flex items-start gap-4">
        <div className="min-w-0 grow">
          {model.homeless.length === 0 ? null : (
            <Banner kind="warning" className="mb-4">
              {itemsFor === undefined ? 'No host reported ' : 'No host reports '}
              {model.homeless.length === 1 ? 'this domain' : 'these domains'} any more:{' '}
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
        {renderPanel({ rack, folded: model.scale !== 'racks', close: closePanel })}
      </div>
      {itemsFor === undefined ? null : (
        <AnchoredActionMenu
          open={menu !== undefined}
          onOpenChange={(open) => {
            if (!open) closeMenu();
          }}
          anchor={menu?.anchor ?? null}
          heading={source.domains.find((domain) => domain.id === menu?.domainId)?.name}
          items={menu === undefined ? [] : itemsFor(menu.domainId)}
          about={menu?.about}
        />
      )}
    </div>
  );
}

/** More names than this would push the map off the screen; the list of domains has them all. */
const HOMELESS_SHOWN = 12;
