'use client';
import { useQuery } from '@tanstack/react-query';
import { DetailPage } from '@/components/layout/detail-page';
import { ProofPanel } from '@/components/sites/run/proof-panel';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { DescriptionList } from '@/components/ui/description-list';
import { formatMoment } from '@/components/ui/format-age';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { useNow } from '@/components/ui/use-now';
import { VoTag } from '@/components/ui/vo-tag';
import { leaseQuery } from '@/lib/client/queries/leases';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { LeaseDetail as Contract } from '@/lib/contracts/leases';
import { classHosts } from '@/lib/domain/host';
import { isOver, LEASE_OUTCOME_WORDS } from '@/lib/domain/lease';
import { sizeWords } from '@/lib/domain/lease-terms';
import { pages } from '@/lib/utils/paths';
import { AnswerForm } from './answer-form';
import { DecisionForm } from './decision-form';
import { FeasibilityPanel } from './feasibility-panel';
import { EndLease, ExtendLease } from './lease-actions';
import { LeaseDomains } from './lease-domains';
import { KeptDisks } from './kept-disks';
import { LeaseMaintenance, maintenanceWithin } from './lease-maintenance';
import { LoginPanel } from './login-panel';
import { endingWords, LeaseBadge, progressWords, timeWords } from './lease-look';

/** A request as it is decided, and the lease that it became, until it is proved to be gone. */
export function LeaseDetail({ id }: { readonly id: string }) {
  const result = useQuery(leaseQuery(id));
  return (
    <DetailPage result={result} what="this lease" back={{ href: pages.leases(), label: 'All leases' }}>
      {(lease) => (
        <>
          <PageHeader
            title={`Lease ${lease.number}`}
            meta={
              <>
                <LeaseBadge lease={lease} />
                <VoTag vo={lease.vo} />
                <TextLink href={pages.environment(lease.environment.id)}>
                  {lease.environment.name} {lease.environment.version}
                </TextLink>
                <InlineLink href={pages.leases()}>All leases</InlineLink>
              </>
            }
            actions={
              isOver(lease.state) ? (
                <AskAgain lease={lease} />
              ) : (
                <>
                  <ExtendLease lease={lease} />
                  <EndLease lease={lease} />
                </>
              )
            }
          />
          <div className="grid min-w-0 gap-8">
            {lease.words === null || lease.state === 'ended' ? null : <Banner kind="warning">{lease.words}</Banner>}
            {lease.state === 'asked' && lease.can.approve.allowed ? (
              <DecisionForm key={lease.version} lease={lease} />
            ) : lease.state === 'asked-back' && lease.can.answer.allowed ? (
              <AnswerForm key={lease.version} lease={lease} />
            ) : lease.feasibility === null ? null : (
              <FeasibilityPanel feasibility={lease.feasibility} />
            )}
            <div className="grid min-w-0 gap-8 lg:grid-cols-2">
              <Facts lease={lease} />
              <LeaseDomains lease={lease} />
            </div>
            {lease.login === null ? null : <LoginPanel lease={{ ...lease, login: lease.login }} />}
            <History lease={lease} />
            {lease.kept.length === 0 && lease.keepings.length === 0 ? null : <KeptDisks lease={lease} />}
            {lease.proof === null ? null : <ProofPanel proof={lease.proof} />}
          </div>
        </>
      )}
    </DetailPage>
  );
}

/** Of its environment; what else was asked stands on this page. */
function AskAgain({ lease }: { readonly lease: Contract }) {
  const refused = useScopeRefusal('leases:request');
  if (refused !== undefined) return null;
  return <LinkButton href={pages.requestLease(lease.environment.id)}>Request another</LinkButton>;
}

function Facts({ lease }: { readonly lease: Contract }) {
  const { asked, approved, hostClass, outcome } = lease;
  const maintained = approved === null ? [] : maintenanceWithin(lease.maintenances, approved);
  return (
    <section aria-label="Facts" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Facts</h2>
      <DescriptionList
        items={[
          ...(lease.progress === null ? [] : [{ term: 'Progress', value: progressWords(lease.progress) }]),
          { term: 'Purpose', value: lease.purpose },
          { term: 'Asked', value: sizeWords(asked) },
          { term: 'Asked for', value: timeWords(asked) },
          ...(lease.startFrom === null
            ? []
            : [
                {
                  term: 'Started from',
                  value: (
                    <>
                      {lease.startFrom.name} of{' '}
                      <TextLink href={pages.lease(lease.startFrom.leaseId)}>
                        lease {lease.startFrom.leaseNumber}
                      </TextLink>
                      , a kept disk of {lease.vo}, not a signed image
                    </>
                  ),
                },
              ]),
          { term: 'At its end', value: endingWords(lease) },
          {
            term: 'Asked by',
            value: (
              <>
                {lease.askedByName} <Age at={lease.askedAt} />
              </>
            ),
          },
          ...(approved === null
            ? []
            : [
                { term: 'Approved', value: sizeWords(approved) },
                { term: 'Approved for', value: timeWords(approved) },
                ...(lease.extended === null
                  ? []
                  : [
                      {
                        term: 'Extended',
                        value: (
                          <>
                            by {lease.extended.byName} <Age at={lease.extended.at} />
                          </>
                        ),
                      },
                    ]),
                ...(lease.state === 'approved' && !lease.ending
                  ? [{ term: 'Begins', value: <Age at={approved.startsAt} /> }]
                  : []),
                ...(lease.endedAt === null
                  ? [{ term: 'Ends', value: <TimeLeft lease={lease} at={approved.endsAt} /> }]
                  : []),
                { term: 'On', value: hostClass === null ? null : classHosts(hostClass) },
                ...(maintained.length === 0
                  ? []
                  : [{ term: 'Maintenance', value: <LeaseMaintenance maintenances={maintained} /> }]),
              ]),
          ...(lease.decidedAt === null
            ? []
            : [
                {
                  term: 'Decided by',
                  value: (
                    <>
                      {lease.decidedByName} <Age at={lease.decidedAt} />
                    </>
                  ),
                },
                { term: 'Said', value: lease.decision },
              ]),
          ...(lease.answer === null ? [] : [{ term: 'Answered', value: lease.answer }]),
          ...(lease.endedAt === null
            ? []
            : [
                {
                  term: 'Ended',
                  value: (
                    <>
                      {lease.endedByName === null ? '' : `by ${lease.endedByName} `}
                      <Age at={lease.endedAt} />
                    </>
                  ),
                },
                ...(outcome === null
                  ? []
                  : [
                      {
                        term: 'Outcome',
                        value: [LEASE_OUTCOME_WORDS[outcome], lease.words].filter(Boolean).join(': '),
                      },
                    ]),
              ]),
        ]}
      />
    </section>
  );
}

/** Late is said as late: what is being ended stays until it is proved to be gone. */
function TimeLeft({ lease, at }: { readonly lease: Contract; readonly at: string }) {
  const over = useNow((now) => now >= Date.parse(at), false);
  if (lease.ending || over) return <>is being ended</>;
  return <Age at={at} />;
}

/** Who did what to it, and when, and what it became: what was extended, and by which rule it was approved, too. */
function History({ lease: { history } }: { readonly lease: Contract }) {
  if (history.length === 0) return null;
  return (
    <section aria-label="History" className="min-w-0 max-w-3xl">
      <h2 className="mb-2 text-base font-semibold">History</h2>
      <ol aria-label="What was done, oldest first" className="divide-y divide-line border-y border-line text-sm">
        {history.map(({ at, byName, words, reason }) => (
          <li key={`${at} ${words}`} className="grid gap-x-4 py-1.5 sm:grid-cols-[12rem_1fr]">
            <time dateTime={at} className="text-muted">
              {formatMoment(at)}
            </time>
            <span className="min-w-0 break-words">
              {words}
              {byName === null ? '' : `, by ${byName}`}
              {reason === null ? '' : `: ${reason}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
