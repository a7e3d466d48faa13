'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleHelp, CircleX, Info, type LucideIcon, ShieldCheck } from 'lucide-react';
import { ErrorState } from '@/components/status/view-states';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { Skeleton } from '@/components/ui/skeleton';
import type { Tone } from '@/components/ui/tone';
import { isolationQuery } from '@/lib/client/queries/domains';
import type { DomainIsolation as Isolation } from '@/lib/contracts/isolation';
import { ISOLATION_TITLES, ISOLATION_WANTS, type IsolationVerdict } from '@/lib/domain/isolation';

const LOOKS: Record<IsolationVerdict, { readonly tone: Tone; readonly icon: LucideIcon; readonly words: string }> = {
  holds: { tone: 'running', icon: CircleCheck, words: 'holds' },
  stated: { tone: 'neutral', icon: Info, words: 'known' },
  fails: { tone: 'trouble', icon: CircleX, words: 'does not hold' },
  unknown: { tone: 'paused', icon: CircleHelp, words: 'not known' },
};

/** What speaks for its being apart from others and clean, and what does not. */
export function DomainIsolation({ id }: { readonly id: string }) {
  const result = useQuery(isolationQuery(id));
  if (result.data !== undefined) return <View isolation={result.data} />;
  return result.error === null ? (
    <Skeleton className="h-48" />
  ) : (
    <ErrorState error={result.error} what="its isolation" onRetry={() => void result.refetch()} />
  );
}

function View({ isolation }: { readonly isolation: Isolation }) {
  const { clean, simulated, facts } = isolation;
  const wantsOf = (verdict: IsolationVerdict): string =>
    facts
      .filter((each) => each.verdict === verdict)
      .map(({ fact }) => ISOLATION_WANTS[fact])
      .join(', ');
  const [missing, unknown] = [wantsOf('fails'), wantsOf('unknown')];
  return (
    <div className="grid max-w-4xl min-w-0 gap-4">
      {clean ? (
        <Banner kind="good">
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone="running" icon={ShieldCheck}>
              clean
            </Badge>
            Every fact below holds or is known.
            {simulated ? <SimulatedLabel /> : null}
          </span>
        </Banner>
      ) : (
        <Banner kind="warning">
          Not called clean.{missing === '' ? '' : ` Missing: ${missing}.`}
          {unknown === '' ? '' : ` Not known: ${unknown}.`}
        </Banner>
      )}
      <ul aria-label="Evidence" className="divide-y divide-line border-y border-line text-sm">
        {facts.map(({ fact, verdict, words, details }) => (
          <li key={fact} className="grid min-w-0 gap-1 py-2">
            <span className="flex flex-wrap items-center gap-x-3">
              <span className="font-medium">{ISOLATION_TITLES[fact]}</span>
              <Badge tone={LOOKS[verdict].tone} icon={LOOKS[verdict].icon} plain>
                {LOOKS[verdict].words}
              </Badge>
            </span>
            <span className="min-w-0 break-words text-muted">{words}</span>
            {details.length === 0 ? null : (
              <ul className="min-w-0 font-mono text-xs break-all whitespace-pre-wrap text-muted">
                {details.map((detail) => (
                  <li key={detail}>{detail}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">
        By what its host told last and what Gridbox has written down. Known is neither good nor bad; not known is never
        taken for good.
      </p>
    </div>
  );
}
