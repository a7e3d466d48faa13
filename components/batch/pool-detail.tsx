'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { DetailPage } from '@/components/layout/detail-page';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { DescriptionList } from '@/components/ui/description-list';
import { Duration } from '@/components/ui/figures';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { poolQuery } from '@/lib/client/queries/pools';
import type { PoolDetail as Contract } from '@/lib/contracts/pools';
import { formatDuration, SECOND_MS } from '@/lib/utils/time';
import { pages } from '@/lib/utils/paths';
import { EditPool, PoolActions } from './pool-actions';
import { PoolHeldBack } from './pool-held-back';
import { PoolJobs } from './pool-jobs';
import { PoolMaintenances } from './pool-maintenances';
import { PoolSlots } from './pool-slots';
import { PoolSpecifications } from './pool-specifications';

/** A pool: its policy, its slots, and its jobs with the reason why each waits. */
export function PoolDetail({ id }: { readonly id: string }) {
  const result = useQuery(poolQuery(id));
  const [editing, setEditing] = useQueryState('edit', parseAsBoolean.withDefault(false));
  return (
    <DetailPage result={result} what="this pool" back={{ href: pages.batch(), label: 'All pools' }}>
      {(pool) => (
        <>
          <PageHeader
            title={pool.name}
            meta={
              <>
                <span>{stateWords(pool)}</span>
                <InlineLink href={pages.batch()}>All pools</InlineLink>
              </>
            }
            actions={editing ? undefined : <PoolActions pool={pool} onEdit={() => void setEditing(true)} />}
          />
          {pool.words === null ? null : (
            <Banner kind="warning" className="mb-4">
              {pool.words}
            </Banner>
          )}
          {pool.heldBack === null ? null : <PoolHeldBack pool={pool} heldBack={pool.heldBack} />}
          {editing && pool.can.change.allowed ? (
            <EditPool pool={pool} onClose={() => void setEditing(null)} />
          ) : (
            <div className="grid min-w-0 gap-8">
              <Facts pool={pool} />
              <PoolMaintenances maintenances={pool.maintenances} hostsCloseAt={pool.hostsCloseAt} />
              <PoolJobs jobs={pool.jobs} />
              <PoolSlots slots={pool.slots} />
              <PoolSpecifications pool={pool} />
            </div>
          )}
        </>
      )}
    </DetailPage>
  );
}

function stateWords({ enabled, endingAt, attended }: Contract): string {
  if (endingAt !== null) return 'being deleted: it goes with its last slot';
  if (!enabled) return 'switched off';
  return attended ? 'slots are booted on demand' : 'looked at by no agent';
}

function Maintenance({ pool: { closesAt, reservedAt, system } }: { readonly pool: Contract }) {
  if (closesAt === null) return 'no date is set';
  return (
    <>
      <Age at={closesAt} />; {system} {reservedAt === closesAt ? 'holds' : 'does not hold'} a reservation for it
    </>
  );
}

function Start({ start }: { readonly start: Contract['start']['static'] }) {
  if (start.medianMs === null) return 'not measured yet';
  return (
    <>
      <Duration ms={start.medianMs} />, median of {start.jobs} {start.jobs === 1 ? 'job' : 'jobs'}
    </>
  );
}

function Facts({ pool }: { readonly pool: Contract }) {
  const { environment, start } = pool;
  return (
    <section aria-label="Facts" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Facts</h2>
      <DescriptionList
        items={[
          {
            term: 'Environment',
            value: (
              <TextLink href={pages.environment(environment.id)}>
                {environment.name}, version {environment.version}
              </TextLink>
            ),
          },
          { term: 'Batch system', value: pool.system },
          { term: 'Queue read', value: <Age at={pool.readAt} /> },
          { term: 'VO', value: pool.vo ?? 'none' },
          { term: 'Slots', value: `${pool.min} at least, ${pool.max} at most` },
          { term: 'Booted ahead', value: String(pool.bootAhead) },
          { term: 'Taken away', value: `after ${formatDuration(pool.idleSeconds * SECOND_MS)} without a job` },
          { term: 'Maintenance', value: <Maintenance pool={pool} /> },
          { term: 'Start with a boot', value: <Start start={start.onDemand} /> },
          { term: 'Start with a build', value: <Start start={start.factory} /> },
          { term: 'Start in a slot', value: <Start start={start.static} /> },
          { term: 'Nodes', value: pool.nodes.join(', ') },
          { term: 'By the account of', value: pool.ownerName },
        ]}
      />
    </section>
  );
}
