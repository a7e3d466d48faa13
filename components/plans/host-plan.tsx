'use client';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '@/components/ui/banner';
import { Progress } from '@/components/ui/progress';
import { InlineLink } from '@/components/ui/text-link';
import { plansQuery } from '@/lib/client/queries/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { isUnderWay, planTitle } from '@/lib/domain/plan';
import { HostIdSchema } from '@/lib/contracts/common';
import { pages } from '@/lib/utils/paths';
import { progressWords } from './plan-look';

/** The plan that has this host now, with how far it is. Nothing where there is none. */
export function HostPlan({ hostId, maintenance }: { readonly hostId: string; readonly maintenance: boolean }) {
  const refused = useScopeRefusal('hosts:read');
  const { data } = useQuery({
    ...plansQuery({
      host: HostIdSchema.parse(hostId),
      state: ['running', 'paused', 'returning', 'drained'],
      pageSize: 1,
    }),
    enabled: refused === undefined,
  });
  const plan = data?.items[0];
  if (plan === undefined) return null;
  // Whoever has ended the maintenance by hand has the host as it was; what is left to say is what did not come home.
  if (plan.state === 'drained' && !maintenance && plan.halted === null) return null;
  return (
    <Banner kind={plan.halted === null ? 'info' : 'warning'} className="mb-3">
      <span className="grid gap-1">
        <span>
          This host is <InlineLink href={pages.plan(plan.id)}>{progressWords(plan)}</InlineLink>.
          {plan.halted === null ? '' : ` ${plan.halted}`}
          {plan.state !== 'drained' || plan.halted !== null ? null : plan.leftRunning.length > 0 ? (
            ' It is not empty.'
          ) : (
            <>
              {' '}
              Nothing that the plan was made for runs here any more. Its domains are sent home by{' '}
              <InlineLink href={pages.plan(plan.id)}>the plan</InlineLink>.
            </>
          )}
        </span>
        {isUnderWay(plan.state) && plan.total > 0 ? (
          <Progress value={plan.done / plan.total} label={`Domains of ${planTitle(plan)}`} className="max-w-md" />
        ) : null}
      </span>
    </Banner>
  );
}
