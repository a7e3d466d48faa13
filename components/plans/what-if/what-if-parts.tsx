'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { LinkButton } from '@/components/ui/link-button';
import { TextLink } from '@/components/ui/text-link';
import { toast } from '@/components/ui/toast';
import { planDrain } from '@/lib/client/mutations/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { WhatIfPlan } from '@/lib/contracts/plans';
import type { WhatIfDocument } from '@/lib/contracts/what-if';
import { isBlocked } from '@/lib/domain/drain';
import { CLASS_LABELS } from '@/lib/domain/host';
import { formatSpread, SPREAD_SENTENCE } from '@/lib/domain/rebalance';
import { pages } from '@/lib/utils/paths';
import { foretoldWords } from '../plan-look';
import { PlannedFacts } from '../planned-domains';
import { PlacedGroups } from './placed-groups';
import { ReplayPart } from './replay-part';
import { WhatIfHosts } from './what-if-hosts';

/** What would be, part by part, and what the answer does not rest on. */
export function WhatIfParts({ plan }: { readonly plan: WhatIfPlan }) {
  const { document } = plan;
  return (
    <>
      <AskedAgain plan={plan} />
      <section aria-label="What is supposed">
        <div className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-2">
          <h2 className="text-base font-semibold">What is supposed</h2>
          <LinkButton size="sm" href={pages.whatIf(plan.id)}>
            Change the question
          </LinkButton>
        </div>
        <ul className="list-disc pl-5 text-sm">
          {document.supposition.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
      {document.removed.map((removed) => (
        <RemovedHost key={removed.hostId} removed={removed} />
      ))}
      <PlacedGroups groups={document.added} />
      <WhatIfHosts document={document} />
      <Survival document={document} />
      {document.replay === null ? null : <ReplayPart findings={document.replay} />}
      <section aria-label="What is not looked at">
        <h2 className="mb-1 text-base font-semibold">What is not looked at</h2>
        <ul className="max-w-3xl list-disc pl-5 text-sm text-muted">
          {document.notLookedAt.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** Whoever has the link from before reads another answer than the one that was sent: when that came about, and what it changed. */
function AskedAgain({ plan: { createdAt, plannedAt, difference } }: { readonly plan: WhatIfPlan }) {
  if (plannedAt === createdAt) return null;
  return (
    <Banner>
      First asked <Age at={createdAt} />, and asked again <Age at={plannedAt} />: this is the later answer, and the
      earlier one is kept no more. {difference.length === 0 ? 'It was the same.' : 'What that changed:'}
      {difference.length === 0 ? null : (
        <ul className="mt-1 list-disc pl-5">
          {difference.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Banner>
  );
}

/** Each domain of a host that would go, as the document of its drain has it. */
function RemovedHost({
  removed: { hostId, hostName, drain, off },
}: {
  readonly removed: WhatIfDocument['removed'][number];
}) {
  const active = drain.items.filter((item) => item.active);
  const blocked = active.filter(isBlocked);
  const ordered = [...blocked, ...active.filter((item) => !isBlocked(item))];
  const name = `Without ${hostName}`;
  return (
    <section aria-label={name}>
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 className="text-base font-semibold">{name}</h2>
        <TextLink href={pages.host(hostId)} className="text-sm">
          Host
        </TextLink>
        <RealDrain hostId={hostId} hostName={hostName} />
      </div>
      <p className="mb-2 text-sm text-muted">
        {active.length === 0
          ? 'Nothing runs on it.'
          : `${active.length === 1 ? 'One domain runs' : `${active.length} domains run`} on it${blocked.length === 0 ? '' : `, of which ${active.length - blocked.length} ${active.length - blocked.length === 1 ? 'finds' : 'find'} a place`}${foretoldWords(drain)}`}
        {off.length === 0
          ? ''
          : ` What is off there goes with it: ${off.join(', ')}. Define ${off.length === 1 ? 'it' : 'them'} elsewhere first.`}
      </p>
      {ordered.length === 0 ? null : (
        <ol className="divide-y divide-line border-y border-line">
          {ordered.map((item) => (
            <li key={item.domainId} className="py-3 text-sm">
              <PlannedFacts item={item} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Makes the plan that this part only supposes, to be read and approved. */
function RealDrain({ hostId, hostName }: { readonly hostId: string; readonly hostName: string }) {
  const router = useRouter();
  const refused = useScopeRefusal('hosts:write');
  const drain = useMutation(planDrain());
  return (
    <Button
      size="sm"
      disabledReason={refused}
      pending={drain.isPending}
      onClick={() =>
        drain.mutate(
          { hostId, body: {} },
          {
            onSuccess: ({ id }) => router.push(pages.plan(id)),
            onError: (error) => toast.failed(`No plan for ${hostName}`, { detail: errorSentence(error) }),
          },
        )
      }
    >
      Plan the real drain of {hostName}
    </Button>
  );
}

/** N+1 by class and how level the testbed is, before and after. */
function Survival({ document: { survival, spread, hosts } }: { readonly document: WhatIfDocument }) {
  const NO_HOST = 'has no host that is up';
  return (
    <section aria-label="Balance and the loss of a host">
      <h2 className="mb-1 text-base font-semibold">Balance and the loss of a host</h2>
      <p className="text-sm tabular-nums">
        Spread <strong className="font-semibold">{formatSpread(spread.before)}</strong> now,{' '}
        <strong className="font-semibold">{formatSpread(spread.after)}</strong> then.
        {hosts.some(({ before }) => before === null) && spread.after > spread.before
          ? ' Added hosts are empty, which is uneven: a rebalance would use them.'
          : ''}
      </p>
      <p className="mb-2 max-w-3xl text-xs text-muted">{SPREAD_SENTENCE}</p>
      <ul className="grid gap-2 text-sm">
        {survival.map(({ hostClass, before, after, survivesBefore, survivesAfter }) => {
          const worse = survivesBefore && !survivesAfter;
          return (
            <li key={hostClass}>
              <span className="font-medium">{CLASS_LABELS[hostClass]}</span>{' '}
              {before === after ? (
                <span>{after ?? NO_HOST}, now and then.</span>
              ) : (
                <DescriptionList
                  className="mt-1"
                  items={[
                    { term: 'Now', value: before ?? NO_HOST },
                    {
                      term: 'Then',
                      value: (
                        <>
                          {worse ? (
                            <Badge tone="trouble" icon={CircleX} plain>
                              worse:
                            </Badge>
                          ) : survivesAfter && !survivesBefore ? (
                            <Badge tone="running" icon={CircleCheck} plain>
                              better:
                            </Badge>
                          ) : null}{' '}
                          {after ?? NO_HOST}
                        </>
                      ),
                    },
                  ]}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
