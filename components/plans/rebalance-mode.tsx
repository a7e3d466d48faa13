'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { InlineLink } from '@/components/ui/text-link';
import { rebalanceSettingsQuery } from '@/lib/client/queries/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import { windowWords } from '@/lib/domain/rebalance';
import { cronWords } from '@/lib/domain/schedule-times';
import { pages } from '@/lib/utils/paths';
import { RebalanceModeDialog } from './rebalance-mode-dialog';

/** Whether hosts are levelled where nobody asks, what became of the last look, and where to change it. */
export function RebalanceMode() {
  const refused = useScopeRefusal('hosts:write');
  const [open, setOpen] = useState(false);
  const { data } = useQuery(rebalanceSettingsQuery());
  if (data === undefined) return null;
  return (
    <section aria-label="Rebalancing by itself" className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <p className="min-w-0 grow text-muted">
        {modeSentence(data)} <Last settings={data} />
      </p>
      <Button size="sm" disabledReason={refused} onClick={() => setOpen(true)}>
        Change mode
      </Button>
      {open ? <RebalanceModeDialog settings={data} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}

/** The notice: what the last look found, with its plan. */
function Last({ settings: { mode, last } }: { readonly settings: RebalanceSettings }) {
  if (last === null || mode === 'manual') return null;
  return (
    <>
      Last looked <Age at={last.at} />:{' '}
      {last.planId === null ? last.words : <InlineLink href={pages.plan(last.planId)}>{last.words}</InlineLink>}
    </>
  );
}

/** @example 'Hosts are rebalanced by themselves, at 03:00 (UTC), by the account of Olga: at most 10 moves in 24 hours, …' */
export function modeSentence(settings: RebalanceSettings): string {
  const { mode, cron, zone, ownerName, mostMovesADay, leastGainPercent, window } = settings;
  if (mode === 'manual') return 'Hosts are rebalanced only where somebody asks for it.';
  const times = cronWords(cron);
  const when = `${times.charAt(0).toLowerCase()}${times.slice(1)} (${zone})`;
  const owner = ownerName === null ? '' : `, by the account of ${ownerName}`;
  const vos = settings.isolatedVos;
  const apart = vos.length === 0 ? '' : `; no domain of ${vos.join(' or ')} goes to a host of another VO`;
  if (mode === 'scheduled')
    return `A rebalance is recommended ${when}${owner}, where it takes at least ${leastGainPercent} % off the spread${apart}. Nothing is moved before somebody approves it.`;
  const hours = window === null ? '' : `, from ${windowWords(window, zone)}`;
  return `Hosts are rebalanced by themselves ${when}${owner}: at most ${mostMovesADay} ${mostMovesADay === 1 ? 'move' : 'moves'} in 24 hours, where they take at least ${leastGainPercent} % off the spread${hours}${apart}.`;
}
