'use client';
import { useQuery } from '@tanstack/react-query';
import { History, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { useNow } from '@/components/ui/use-now';
import { testbedQuery } from '@/lib/client/queries/testbed';
import type { PastTestbed } from '@/lib/contracts/past';
import { AppError } from '@/lib/domain/errors';
import { MapBody } from '@/components/testbed/map-body';
import { MapSkeleton } from '@/components/testbed/map-skeleton';
import type { MapSelection } from '@/components/testbed/use-map-selection';
import { momentWords } from './moment-words';
import { PastBanner } from './past-banner';
import { PastContext } from './past-context';
import { PastDomainPanel, PastHostPanel } from './past-panels';

/** The map of a moment of the past. Nothing on it can be dragged or acted on. */
export function PastMap({
  at,
  past,
  error,
  reading,
  selection,
  onLook,
}: {
  at: string;
  past: PastTestbed | undefined;
  error: unknown;
  reading: boolean;
  selection: MapSelection;
  /** Undefined: now. */
  onLook: (at: string | undefined) => void;
}) {
  const { data: live } = useQuery(testbedQuery());
  const toNow = () => onLook(undefined);
  if (Number.isNaN(Date.parse(at))) {
    return (
      <Unknown icon={History} title="No such moment" onNow={toNow}>
        “{at}” in the address of this page is no moment. One looks like 2026-11-29T12:03:15Z.
      </Unknown>
    );
  }
  // The server's clock decides; of what it refuses this is the one reason that the address alone has.
  if (AppError.is(error, 'bad-request')) {
    return (
      <Unknown icon={History} title="Still to come" onNow={toNow}>
        The moment in the address of this page is still to come: the past ends now.
      </Unknown>
    );
  }
  if (error !== null) {
    return (
      <>
        <PastBanner at={at} reading={reading} onNow={toNow} />
        <NotRecorded error={error} at={at} onLook={onLook} />
      </>
    );
  }
  return (
    <PastContext value={true}>
      <PastBanner at={at} reading={reading} onNow={toNow} />
      {past === undefined ? (
        <MapSkeleton />
      ) : past.hosts.length === 0 ? (
        <Unknown icon={History} title="No hosts then" onNow={toNow}>
          At this moment there was no host that you may see.
        </Unknown>
      ) : (
        <MapBody
          source={past}
          selection={selection}
          itemsFor={undefined}
          renderPanel={({ rack, folded, close }) => {
            const domain = past.domains.find((each) => each.id === selection.domainId);
            if (domain !== undefined) {
              return (
                <PastDomainPanel
                  domain={domain}
                  hostName={past.hosts.find((host) => host.id === domain.hostId)?.name}
                  stillThere={live?.domains.some((each) => each.id === domain.id) === true}
                  onClose={close}
                />
              );
            }
            if (rack === undefined) return null;
            const stillThere = live?.hosts.some((each) => each.id === rack.host.id) === true;
            return <PastHostPanel rack={rack} folded={folded} stillThere={stillThere} onClose={close} />;
          }}
        />
      )}
    </PastContext>
  );
}

/** Of a moment before the first record the answer says since when the past is known. */
function NotRecorded({ error, at, onLook }: { error: unknown; at: string; onLook: (at: string | undefined) => void }) {
  const since = knownSinceOf(error);
  const words = useNow((now) => momentWords(Date.parse(at), now), '');
  const known = useNow((now) => (since === undefined ? '' : momentWords(Date.parse(since), now)), '');
  if (since === undefined) return <ErrorState error={error} what="this moment" />;
  return (
    <EmptyState
      icon={History}
      title={`Nothing is recorded of ${words}`}
      action={<Button onClick={() => onLook(since)}>Look at the first moment</Button>}
    >
      The past is known since {known}.
    </EmptyState>
  );
}

function knownSinceOf(error: unknown): string | undefined {
  if (!AppError.is(error, 'not-found')) return undefined;
  const { detail } = error;
  if (typeof detail !== 'object' || detail === null || !('knownSinceAt' in detail)) return undefined;
  return typeof detail.knownSinceAt === 'string' ? detail.knownSinceAt : undefined;
}

function Unknown({
  icon,
  title,
  onNow,
  children,
}: {
  icon: LucideIcon;
  title: string;
  onNow: () => void;
  children: ReactNode;
}) {
  return (
    <EmptyState icon={icon} title={title} action={<Button onClick={onNow}>Now</Button>}>
      {children}
    </EmptyState>
  );
}
