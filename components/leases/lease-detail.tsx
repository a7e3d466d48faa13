'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CalendarPlus, CalendarX } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { DetailPage } from '@/components/layout/detail-page';
import { ProofPanel } from '@/components/sites/run/proof-panel';
import { StateBadge } from '@/components/status/state-badge';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { endLease, extendLease } from '@/lib/client/mutations/leases';
import { leaseQuery } from '@/lib/client/queries/leases';
import type { LeaseDetail as Contract } from '@/lib/contracts/leases';
import { CLASS_LABELS } from '@/lib/domain/host';
import { isOver, LEASE_OUTCOME_WORDS } from '@/lib/domain/lease';
import { pages } from '@/lib/utils/paths';
import { AnswerForm } from './answer-form';
import { DecisionForm } from './decision-form';
import { FeasibilityPanel } from './feasibility-panel';
import { LeaseBadge, sizeWords, termsOf, timeWords } from './lease-look';
import { draftOf, readInstant } from './terms-draft';

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
              isOver(lease.state) ? undefined : (
                <>
                  <Extend lease={lease} />
                  <End lease={lease} />
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
              <Domains lease={lease} />
            </div>
            {lease.proof === null ? null : <ProofPanel proof={lease.proof} />}
          </div>
        </>
      )}
    </DetailPage>
  );
}

function End({ lease }: { readonly lease: Contract }) {
  const [asked, setAsked] = useState(false);
  const end = useMutation(endLease());
  const request = lease.state === 'asked' || lease.state === 'asked-back';
  const label = request ? 'Withdraw request' : 'End lease';
  const { end: can } = lease.can;
  return (
    <>
      <Button disabledReason={can.allowed ? undefined : can.reason} onClick={() => setAsked(true)}>
        <CalendarX aria-hidden />
        {label}
      </Button>
      {asked ? (
        <ConfirmDialog
          title={`${label} ${lease.number}`}
          consequence={
            request
              ? 'Nobody decides over it any more.'
              : 'Its domains are forced off and deleted with their disks, and looked for again. Nothing of them comes back.'
          }
          confirmLabel={label}
          danger
          pending={end.isPending}
          error={end.error === null ? undefined : errorSentence(end.error)}
          onConfirm={() => end.mutate({ id: lease.id, body: {} }, { onSuccess: () => setAsked(false) })}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

function Extend({ lease }: { readonly lease: Contract }) {
  const [asked, setAsked] = useState(false);
  const extend = useMutation(extendLease());
  const { extend: can } = lease.can;
  const [until, setUntil] = useState('');
  const endsAt = readInstant(until);
  if (lease.approved === null || lease.state === 'ended') return null;
  return (
    <>
      <Button
        disabledReason={can.allowed ? undefined : can.reason}
        onClick={() => {
          setUntil(draftOf(termsOf(lease)).endsAt);
          setAsked(true);
        }}
      >
        <CalendarPlus aria-hidden />
        Extend
      </Button>
      {asked ? (
        <ConfirmDialog
          title={`Extend lease ${lease.number}`}
          consequence="Where nobody else has the place by then, and its environment is lent for so long, it ends later at once."
          confirmLabel="Extend"
          pending={extend.isPending}
          error={extend.error === null ? undefined : errorSentence(extend.error)}
          disabledReason={endsAt === undefined ? 'Say until when.' : undefined}
          onConfirm={() => {
            if (endsAt !== undefined)
              extend.mutate({ id: lease.id, body: { endsAt } }, { onSuccess: () => setAsked(false) });
          }}
          onClose={() => setAsked(false)}
        >
          <Field label="Until">
            {(control) => (
              <Input
                {...control}
                type="datetime-local"
                value={until}
                onChange={({ target }) => setUntil(target.value)}
              />
            )}
          </Field>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function Facts({ lease }: { readonly lease: Contract }) {
  const { asked, approved, hostClass, outcome } = lease;
  return (
    <section aria-label="Facts" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Facts</h2>
      <DescriptionList
        items={[
          { term: 'Purpose', value: lease.purpose },
          { term: 'Asked', value: sizeWords(asked) },
          { term: 'Asked for', value: timeWords(asked) },
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
                { term: 'On', value: hostClass === null ? null : CLASS_LABELS[hostClass] },
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

function Domains({ lease }: { readonly lease: Contract }) {
  const { domains, site } = lease;
  return (
    <section aria-label="Domains" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Domains</h2>
      {domains.length === 0 ? (
        <p className="text-sm text-muted">
          {isOver(lease.state) ? 'Nothing of it is there.' : 'None is there yet: they are made when it begins.'}
        </p>
      ) : (
        <ul aria-label="Domains of the lease" className="divide-y divide-line border-y border-line text-sm">
          {domains.map(({ id, name, state, simulated }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 py-1.5">
              <TextLink href={pages.domain(id)}>{name}</TextLink>
              <StateBadge domain={{ state }} plain />
              {simulated ? <SimulatedLabel /> : null}
            </li>
          ))}
        </ul>
      )}
      {site === null ? null : (
        <p className="mt-2 text-sm text-muted">
          Made by the site <InlineLink href={pages.site(site.id)}>{site.name}</InlineLink>
          {site.runId === null ? (
            '.'
          ) : (
            <>
              , <InlineLink href={pages.siteRun(site.runId)}>its newest run</InlineLink>.
            </>
          )}
        </p>
      )}
    </section>
  );
}
