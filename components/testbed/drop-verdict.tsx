'use client';
import { LoaderCircle } from 'lucide-react';
import { RefusalList } from '@/components/migrate/refusal-list';
import { shortReason } from '@/components/migrate/short-reason';
import { verdictLine, verdictLook } from '@/components/migrate/verdict-look';
import { cn } from '@/components/ui/cn';
import { TONE_TEXT } from '@/components/ui/tone';
import { type DragVerdict, useIsDragOver } from './drag-store';

/** Edge of a rack while a domain is dragged. */
export function verdictEdge(verdict: DragVerdict | undefined): string {
  if (verdict === undefined || typeof verdict === 'string' || verdict.verdict === 'refused') return '';
  return verdict.verdict === 'wait' ? 'outline-2 outline-accent' : 'outline-2 outline-running';
}

/** The domains of a host that cannot take the dragged one step back; its name and its reason stay readable. */
export const verdictDims = (verdict: DragVerdict | undefined): boolean =>
  verdict === 'home' || (typeof verdict === 'object' && verdict.verdict === 'refused');

/** The line a host carries while a domain is dragged, in the place of its figures; all reasons when it hovers here. */
export function DropVerdict({ hostId, verdict }: { hostId: string; verdict: DragVerdict }) {
  const over = useIsDragOver(hostId);
  if (verdict === 'home') return <span className="text-xs text-muted">it is here now</span>;
  if (verdict === 'unknown') return <span className="text-xs text-muted">could not be checked</span>;
  if (verdict === 'asking') {
    return (
      <span className="flex items-center gap-1 text-xs text-muted">
        <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> checking
      </span>
    );
  }
  const look = verdictLook(verdict);
  const Icon = look.icon;
  const [first] = verdict.refusals;
  return (
    <span className="relative block min-w-0">
      <span className={cn('flex min-w-0 items-center gap-1 text-xs font-medium', TONE_TEXT[look.tone])}>
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className="line-clamp-3 text-left leading-[13px] text-balance">
          {verdict.verdict === 'refused' && first !== undefined ? shortReason(first) : verdictLine(verdict)}
        </span>
      </span>
      {over && verdict.refusals.length > 0 ? (
        // Laid over what is below: nothing moves while something is dragged.
        <span className="absolute top-full right-0 z-10 mt-1 block w-80 rounded-md border border-line bg-raised p-3 text-left shadow-pop">
          <RefusalList refusals={verdict.refusals} />
        </span>
      ) : null}
    </span>
  );
}
