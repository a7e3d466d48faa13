'use client';
import { useEffect, useRef, useState } from 'react';
import { coldMovePossible } from '@/components/cold-move/cold-move-possible';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Memory, Percent } from '@/components/ui/figures';
import { Input } from '@/components/ui/input';
import { RealLabel } from '@/components/status/real-label';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import type { Candidate } from '@/lib/contracts/migrations';
import { canChoose, orderCandidates } from './candidate-order';
import { RefusalList } from './refusal-list';
import { verdictLine, verdictLook } from './verdict-look';

/** More rows than this are not read one by one: a part of the name finds the rest. */
const SHOWN_MAX = 60;
/** From here on a filter is quicker than the eye. */
const FILTER_FROM = 12;

/** Every host as a target: ready ones to choose from, the others with all their reasons. */
export function CandidateChoice({
  legend = 'Target host',
  candidates,
  value,
  onChange,
  onColdMove,
  takesFocus = true,
}: {
  legend?: string | undefined;
  candidates: readonly Candidate[];
  value: string | undefined;
  onChange: (hostId: string) => void;
  /** A host of another technology was chosen, to which disks must be converted; left out where nothing is moved. */
  onColdMove?: ((candidate: Candidate) => void) | undefined;
  /** False where it is one part of a form: whoever types elsewhere is not drawn here. */
  takesFocus?: boolean | undefined;
}) {
  const [words, setWords] = useState('');
  const ordered = orderCandidates(candidates);
  const found = ordered.filter((each) => each.hostName.toLowerCase().includes(words.trim().toLowerCase()));
  const shown = found.slice(0, SHOWN_MAX);
  const ref = useRef<HTMLFieldSetElement>(null);
  // Outside: the document's focus. However the dialog was opened, one stands on the choice: arrows change it, Enter confirms.
  useEffect(() => {
    if (!takesFocus) return;
    const radios = [...(ref.current?.querySelectorAll<HTMLInputElement>('input[type=radio]:enabled') ?? [])];
    (radios.find((radio) => radio.checked) ?? radios[0])?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <fieldset ref={ref} className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      {ordered.length < FILTER_FROM ? null : (
        <Input
          type="search"
          aria-label="Find a host"
          placeholder="Find a host"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          className="mb-2"
        />
      )}
      <div className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {shown.map((candidate) => (
          <Row
            key={candidate.hostId}
            candidate={candidate}
            checked={candidate.hostId === value}
            onChoose={() => onChange(candidate.hostId)}
            onColdMove={onColdMove === undefined ? undefined : () => onColdMove(candidate)}
          />
        ))}
        {shown.length > 0 ? null : <p className="px-3 py-4 text-sm text-muted">No host of that name.</p>}
      </div>
      {found.length > shown.length ? (
        <p className="mt-1 text-xs text-muted">
          {shown.length} of {found.length} hosts shown. Type a part of a name to find the others.
        </p>
      ) : null}
    </fieldset>
  );
}

/** That a group is parted is told unasked where nothing else stands against the host: it looks like the best one otherwise. */
const isTold = (rest: Candidate['refusals']): boolean => rest.length === 1 && rest[0]?.code === 'affinity-split';

function Row({
  candidate,
  checked,
  onChoose,
  onColdMove,
}: {
  candidate: Candidate;
  checked: boolean;
  onChoose: () => void;
  onColdMove: (() => void) | undefined;
}) {
  const look = verdictLook(candidate);
  const possible = canChoose(candidate);
  const rest = candidate.refusals.slice(candidate.verdict === 'ready-with-warnings' ? 0 : 1);
  return (
    <div className={cn('px-3 py-2', checked ? 'bg-accent/10' : possible ? 'hover:bg-hover' : '')}>
      <label className={cn('flex items-start gap-2.5', possible ? 'cursor-pointer' : '')}>
        <input
          type="radio"
          name="target-host"
          className="mt-0.5 size-4 shrink-0 accent-(--accent)"
          checked={checked}
          disabled={!possible}
          onChange={onChoose}
        />
        <span className="min-w-0 grow">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="truncate text-sm font-medium">{candidate.hostName}</span>
            {candidate.simulated ? <SimulatedLabel /> : <RealLabel />}
            {candidate.recommended ? <Badge tone="accent">recommended</Badge> : null}
            <Badge tone={look.tone} icon={look.icon} className="ml-auto">
              {look.word}
            </Badge>
          </span>
          <span className="block text-xs text-muted">
            {possible ? (
              <>
                {candidate.memoryFreeAfterKiB === null ? null : (
                  <>
                    <Memory kib={candidate.memoryFreeAfterKiB} /> free after ·{' '}
                  </>
                )}
                load <Percent share={candidate.cpuLoad} />
                {candidate.verdict === 'wait' ? ` · ${verdictLine(candidate)}` : ''}
              </>
            ) : (
              verdictLine(candidate)
            )}
          </span>
          {possible || candidate.refusals[0] === undefined ? null : (
            <span className="block text-xs text-muted">{candidate.refusals[0].remedy}</span>
          )}
        </span>
      </label>
      {onColdMove !== undefined && coldMovePossible(candidate) ? (
        <Button size="sm" className="mt-1 ml-6.5" onClick={onColdMove}>
          Cold move…
        </Button>
      ) : null}
      {rest.length === 0 ? null : (
        <details className="mt-1 ml-6.5 text-xs" open={isTold(rest)}>
          <summary className="w-fit rounded-sm text-accent">
            {rest.length}{' '}
            {candidate.verdict === 'ready-with-warnings'
              ? rest.length === 1
                ? 'caution'
                : 'cautions'
              : rest.length === 1
                ? 'more reason'
                : 'more reasons'}
          </summary>
          <div className="mt-1">
            <RefusalList refusals={rest} />
          </div>
        </details>
      )}
    </div>
  );
}
