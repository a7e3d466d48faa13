'use client';
import { CircleCheck, Hand, type LucideIcon, TriangleAlert, Wrench } from 'lucide-react';
import { useState } from 'react';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import type { Tone } from '@/components/ui/tone';
import type { GuestDriftFinding } from '@/lib/contracts/guest-drift';
import { DRIFT_CHECK_WHY, DRIFT_CHECK_WORDS, type DriftState } from '@/lib/domain/guest-drift';
import { pages } from '@/lib/utils/paths';
import { AcceptDialog } from './accept-dialog';
import { RemedyDialog } from './remedy-dialog';

const LOOKS: Record<DriftState, { readonly tone: Tone; readonly icon: LucideIcon; readonly words: string }> = {
  open: { tone: 'paused', icon: TriangleAlert, words: 'open' },
  accepted: { tone: 'off', icon: Hand, words: 'accepted' },
  gone: { tone: 'running', icon: CircleCheck, words: 'gone' },
};

/** One difference: what was promised, what is there, since when, and what can be done. */
export function FindingRow({
  finding,
  withDomain = false,
}: {
  readonly finding: GuestDriftFinding;
  readonly withDomain?: boolean;
}) {
  const [asked, setAsked] = useState<'run' | 'accept'>();
  const { check, subject, promised, found, state, firstSeenAt, lastSeenAt, goneAt, returns, accepted, can } = finding;
  const { tone, icon, words } = LOOKS[state];
  const close = () => setAsked(undefined);
  return (
    <li className="grid min-w-0 gap-1 py-2">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tone} icon={icon}>
          {words}
        </Badge>
        <span className="font-medium" title={DRIFT_CHECK_WHY[check]}>
          {DRIFT_CHECK_WORDS[check]}
        </span>
        <code className="min-w-0 font-mono text-xs break-all">{subject}</code>
        {withDomain ? (
          <TextLink href={`${pages.domain(finding.domainId)}?tab=drift`}>{finding.domainName}</TextLink>
        ) : null}
        {state === 'gone' ? null : (
          <span className="ml-auto flex gap-2">
            <Button
              disabledReason={can.run.allowed ? undefined : can.run.reason}
              aria-label={`Mend ${subject}`}
              onClick={() => setAsked('run')}
            >
              <Wrench aria-hidden />
              Mend
            </Button>
            <Button
              disabledReason={can.accept.allowed ? undefined : can.accept.reason}
              aria-label={state === 'accepted' ? `Accept ${subject} no more` : `Accept ${subject}`}
              onClick={() => setAsked('accept')}
            >
              {state === 'accepted' ? 'Accept no more' : 'Accept'}
            </Button>
          </span>
        )}
      </div>
      <p className="text-xs break-all text-muted">
        Promised: {promised}. Found: {found}.
      </p>
      <p className="text-xs text-muted">
        {goneAt === null ? (
          <>
            Seen <Age at={firstSeenAt} prefix="first" />, <Age at={lastSeenAt} prefix="last" />
          </>
        ) : (
          <>
            Gone <Age at={goneAt} />
          </>
        )}
        {returns === 0 ? '' : `, came back ${returns === 1 ? 'once' : `${returns} times`}`}
        {accepted === null ? (
          ''
        ) : (
          <>
            , accepted by {accepted.byName} <Age at={accepted.at} />
            {accepted.why === null ? '' : `: ${accepted.why}`}
            {state === 'open' ? '; what is found has changed since' : ''}
          </>
        )}
      </p>
      {asked === 'run' ? <RemedyDialog finding={finding} onClose={close} /> : null}
      {asked === 'accept' ? <AcceptDialog finding={finding} onClose={close} /> : null}
    </li>
  );
}
