'use client';
import { useQuery } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { useState } from 'react';
import { ColdMoveDialog } from '@/components/cold-move/cold-move-dialog';
import { coldMovePossible } from '@/components/cold-move/cold-move-possible';
import { orderCandidates } from '@/components/migrate/candidate-order';
import { RefusalList } from '@/components/migrate/refusal-list';
import { verdictLook } from '@/components/migrate/verdict-look';
import { PredictedDuration } from '@/components/migrations/predicted';
import { reasonAgainst } from '../verb-items';
import { sharedRefusals } from './shared-refusals';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Bytes, Memory, Percent } from '@/components/ui/figures';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { ErrorState } from '@/components/status/view-states';
import { candidatesQuery } from '@/lib/client/queries/domains';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { DomainDetail } from '@/lib/contracts/domains';
import type { Candidate, RefusalBody } from '@/lib/contracts/migrations';
import { pages } from '@/lib/utils/paths';

/** *What may move where*: every host with its verdict, its reasons with remedies, and what a move there would take. */
export function Candidates({
  domain,
  onMigrate,
}: {
  readonly domain: DomainDetail;
  readonly onMigrate: (targetHostId: string) => void;
}) {
  const { data, error, isPending, refetch, isFetching } = useQuery(candidatesQuery(domain.id));
  if (isPending) return <Skeleton className="h-48" />;
  if (data === undefined) return <ErrorState error={error} what="where it may move" onRetry={() => void refetch()} />;
  const items = orderCandidates(data.items);
  const shared = sharedRefusals(items);
  const ready = items.filter((item) => item.verdict.startsWith('ready')).length;
  return (
    <section aria-label="Where it may move">
      <p className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <span>
          {ready === 0 ? 'No host is ready' : `${ready} of ${items.length} hosts ready`} to take {domain.name}.
        </span>
        <Age at={data.at} prefix="checked" staleAfterMs={30_000} />
        <Button size="sm" variant="ghost" pending={isFetching} onClick={() => void refetch()}>
          Check again
        </Button>
      </p>
      {shared.length === 0 ? null : (
        <Banner kind={shared.some((refusal) => refusal.severity === 'refuse') ? 'warning' : 'info'} className="mb-3">
          <p className="mb-1 font-medium">The same for every host</p>
          <RefusalList refusals={shared} />
        </Banner>
      )}
      {items.length === 0 ? (
        <p className="text-sm text-muted">There is no other host. Add one on the Hosts page.</p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {items.map((candidate) => (
            <CandidateItem
              key={candidate.hostId}
              candidate={candidate}
              shared={shared}
              domain={domain}
              onMigrate={onMigrate}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function CandidateItem({
  candidate,
  shared,
  domain,
  onMigrate,
}: {
  readonly candidate: Candidate;
  /** Reasons told once above the list. */
  readonly shared: readonly RefusalBody[];
  readonly domain: DomainDetail;
  readonly onMigrate: (targetHostId: string) => void;
}) {
  const look = verdictLook(candidate);
  const [first] = candidate.refusals;
  const scopeRefusal = useScopeRefusal('domains:migrate');
  const coldRefusal =
    scopeRefusal ??
    (domain.coldMove === null ? undefined : 'Its last cold move is not decided yet; keep it or take it back first.');
  const told = new Set(shared.map((refusal) => refusal.sentence));
  const own = candidate.refusals.filter((refusal) => !told.has(refusal.sentence));
  const [cold, setCold] = useState(false);
  const blocked =
    reasonAgainst(domain, 'migrate') ??
    (candidate.verdict === 'refused' ? (first?.sentence ?? 'This host refuses it.') : undefined);
  return (
    <li className="grid gap-x-4 gap-y-1 py-2.5 md:grid-cols-[220px_minmax(0,1fr)_auto]">
      <div className="flex flex-wrap items-center gap-2 self-start">
        <TextLink href={pages.host(candidate.hostId)} className="text-sm font-medium">
          {candidate.hostName}
        </TextLink>
        {candidate.simulated ? <SimulatedLabel /> : null}
        {candidate.recommended ? (
          <Badge tone="accent" icon={Star}>
            recommended
          </Badge>
        ) : null}
      </div>
      <div className="grid gap-1.5 text-sm">
        <Badge tone={look.tone} icon={look.icon} className="w-fit">
          {look.word}
        </Badge>
        {own.length === 0 ? null : <RefusalList refusals={own} />}
        {candidate.verdict === 'refused' ? null : (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
            <span>
              free <Memory kib={candidate.memoryFreeKiB} />, after the move{' '}
              <Memory kib={candidate.memoryFreeAfterKiB} />
            </span>
            <span>
              CPU <Percent share={candidate.cpuLoad} />
            </span>
            {candidate.prediction === null ? null : (
              <>
                <span>
                  duration <PredictedDuration estimate={candidate.prediction.durationMs} />
                </span>
                <span>
                  downtime <PredictedDuration estimate={candidate.prediction.downtimeMs} />
                </span>
                {candidate.prediction.bytes === null ? null : (
                  <span>
                    to copy about <Bytes bytes={candidate.prediction.bytes} />
                  </span>
                )}
                <span>{candidate.prediction.basis}</span>
              </>
            )}
          </p>
        )}
      </div>
      {coldMovePossible(candidate) ? (
        <Button size="sm" className="self-start" disabledReason={coldRefusal} onClick={() => setCold(true)}>
          Cold move…
        </Button>
      ) : (
        <Button size="sm" className="self-start" disabledReason={blocked} onClick={() => onMigrate(candidate.hostId)}>
          Migrate here
        </Button>
      )}
      {cold ? <ColdMoveDialog domain={domain} target={candidate} onClose={() => setCold(false)} /> : null}
    </li>
  );
}
