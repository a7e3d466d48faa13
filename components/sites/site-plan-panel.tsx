'use client';
import { useQuery } from '@tanstack/react-query';
import { ClipboardCheck } from 'lucide-react';
import { EmptyState, errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Scrolled } from '@/components/ui/scrolled';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { siteDriftQuery } from '@/lib/client/queries/sites';
import type { Site, SitePlan, SitePlanDocument } from '@/lib/contracts/sites';
import { pages } from '@/lib/utils/paths';
import { PlannedNodes } from './planned-nodes';
import { PlanSteps } from './plan-steps';
import { totalsWords } from './site-words';
import { formatMemory } from '@/lib/utils/units';

/** What the testbed is otherwise than the file says, and the plan that was made of it last. */
export function SitePlanPanel({ site }: { readonly site: Site }) {
  return (
    <div className="grid gap-8">
      <Drift site={site} />
      {site.plan === null ? (
        <EmptyState
          icon={ClipboardCheck}
          title={site.run?.kind === 'destroy' ? 'Not planned since it was destroyed' : 'Not planned yet'}
        >
          A plan says of each domain whether it is created, changed or destroyed, on which host and why not on another,
          and in which order. It is kept to be read; nothing is done by it.
        </EmptyState>
      ) : (
        <Plan site={site} plan={site.plan} />
      )}
    </div>
  );
}

function Drift({ site }: { readonly site: Site }) {
  const { data: drift, error } = useQuery(siteDriftQuery(site.id));
  return (
    <section aria-label="Against the testbed now">
      <h2 className="mb-2 text-base font-semibold">Against the testbed now</h2>
      {error !== null ? (
        <Banner kind="warning">{errorSentence(error)}</Banner>
      ) : drift === undefined ? (
        <Skeleton className="h-10 max-w-3xl" />
      ) : drift.sentences.length === 0 ? (
        <Banner kind="good" className="max-w-3xl">
          All of revision {drift.revision} is as the file says. Looked at <Age at={drift.lookedAt} />.
        </Banner>
      ) : (
        <Banner className="max-w-3xl">
          {drift.sentences.length === 1 ? 'One thing is' : `${drift.sentences.length} things are`} otherwise than
          revision {drift.revision} says. Looked at <Age at={drift.lookedAt} />.
          <ul className="mt-1 list-disc pl-5">
            {drift.sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Banner>
      )}
      {drift === undefined || drift.sincePlan.length === 0 ? null : (
        <Banner kind="warning" className="mt-2 max-w-3xl">
          The plan below is not what would be planned now; plan again to read that.
          <ul className="mt-1 list-disc pl-5">
            {drift.sincePlan.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Banner>
      )}
    </section>
  );
}

function Plan({ site, plan }: { readonly site: Site; readonly plan: SitePlan }) {
  const { document } = plan;
  const blocked = document.nodes.filter(({ blockers }) => blockers.length > 0);
  return (
    <>
      <section aria-label="Plan">
        <h2 className="mb-2 text-base font-semibold">Plan of revision {plan.revision}</h2>
        <p className="mb-2 text-sm text-muted">
          By {plan.madeByName} <Age at={plan.plannedAt} />. {totalsWords(document.totals)}
        </p>
        <div className="grid max-w-3xl gap-2">
          {plan.revision === site.revision ? null : (
            <Banner kind="warning">
              The file has changed since: this is the plan of revision {plan.revision}, and the file is at revision{' '}
              {site.revision}.
            </Banner>
          )}
          {blocked.length === 0 ? null : (
            <Banner kind="trouble">
              {blocked.length === 1 ? 'One domain is' : `${blocked.length} domains are`} blocked:{' '}
              {blocked.map(({ instance }) => instance).join(', ')}. Mend what stands in the way, or change the file.
            </Banner>
          )}
          {document.unboundHosts.map((sentence) => (
            <Banner key={sentence} kind="warning">
              {sentence}
            </Banner>
          ))}
          {document.notes.map((note) => (
            <Banner key={note}>{note}</Banner>
          ))}
        </div>
      </section>
      <PlannedNodes nodes={document.nodes} />
      <PlanSteps steps={document.steps} />
      <HostUses hosts={document.hosts} />
    </>
  );
}

function HostUses({ hosts }: { readonly hosts: SitePlanDocument['hosts'] }) {
  if (hosts.length === 0) return null;
  const memory = (kib: number | null): string => (kib === null ? '–' : formatMemory(kib));
  return (
    <section aria-label="Hosts">
      <h2 className="mb-2 text-base font-semibold">Hosts</h2>
      <Scrolled label="Hosts before and after" className="max-w-3xl">
        <table className="w-full text-left text-sm whitespace-nowrap tabular-nums">
          <thead>
            <tr className="text-xs text-muted">
              {['Host', 'Domains of the site', 'Memory free'].map((name) => (
                <th key={name} scope="col" className="border-b border-line px-2 py-1 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hosts.map((host) => (
              <tr key={host.hostId} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-2 py-1 font-normal">
                  <TextLink href={pages.host(host.hostId)}>{host.hostName}</TextLink>
                </th>
                <td className="px-2 py-1">{host.domains}</td>
                <td className="px-2 py-1">
                  {memory(host.memoryFreeKiB)} <span aria-label="afterwards">→</span>{' '}
                  <strong className="font-medium">{memory(host.memoryFreeAfterKiB)}</strong>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </section>
  );
}
