'use client';
import { useState } from 'react';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { TextLink } from '@/components/ui/text-link';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { ColdMoveSummary } from '@/lib/contracts/cold-moves';
import { pages } from '@/lib/utils/paths';
import { EndColdMoveDialog } from './end-cold-move-dialog';

/** The new copy runs and the old one is kept: somebody must decide, and here it is done. */
export function ColdMoveBanner({
  move,
  domain,
}: {
  readonly move: ColdMoveSummary;
  readonly domain: { readonly id: string; readonly name: string };
}) {
  const [asked, setAsked] = useState<'keep' | 'return'>();
  const refusal = useScopeRefusal('domains:migrate');
  const half = move.stage === 'half-undone';
  return (
    <>
      <Banner kind={move.verified && !half ? 'info' : 'warning'} className="mb-3">
        <span className="block">
          {half ? (
            <>
              Taking the new copy of {domain.name} away from {move.targetHostName} has not ended. The old one lies on{' '}
              {move.sourceHostName}.
            </>
          ) : (
            <>
              {domain.name} was moved cold from {move.sourceHostName} to {move.targetHostName}
              {move.awaitingSince === null ? null : (
                <>
                  {' '}
                  <Age at={move.awaitingSince} />
                </>
              )}
              . The old copy is kept and off until you decide.
            </>
          )}{' '}
          <TextLink href={pages.operation(move.operationId)}>What was done</TextLink>
        </span>
        {move.verification === null || half ? null : <span className="block text-muted">{move.verification}</span>}
        <span className="mt-2 flex flex-wrap gap-2">
          <Button
            size="sm"
            variant="primary"
            disabledReason={
              refusal ?? (half ? 'Half of the new copy may be gone; take it back to the end.' : undefined)
            }
            onClick={() => setAsked('keep')}
          >
            Keep it here, delete the old copy…
          </Button>
          <Button size="sm" disabledReason={refusal} onClick={() => setAsked('return')}>
            Back to {move.sourceHostName}…
          </Button>
        </span>
      </Banner>
      {asked === undefined ? null : (
        <EndColdMoveDialog how={asked} move={move} domain={domain} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}
