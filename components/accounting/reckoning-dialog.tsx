'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { Dialog } from '@/components/ui/dialog';
import type { Accounting } from '@/lib/contracts/accounting';
import { daysWords, normalisedWords, shareOfWords } from './share-words';

function ReckoningDialog({ of, onClose }: { readonly of: Accounting; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="How use is reckoned"
      description="Set by testbed managers; sums are made when they are asked for, so it holds for the past as well."
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <DescriptionList
        items={[
          { term: 'What counts', value: 'vCPUs and memory of a domain for as long as it keeps a place on a host' },
          { term: 'Half-life', value: daysWords(of.halfLifeDays) },
          { term: 'Normalised by', value: normalisedWords(of) ?? 'nothing' },
          { term: 'Actual share', value: `The VO’s part ${shareOfWords(of)}. Simulated and real are never added up.` },
          { term: 'Target share', value: 'The VO’s weight over the sum of all weights' },
        ]}
      />
    </Dialog>
  );
}

/** For who sets nothing of it: what the figures are of. It is the same for every VO, and names none. */
export function ReckoningButton({ of }: { readonly of: Accounting }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button onClick={() => setAsked(true)}>How it is reckoned</Button>
      {asked ? <ReckoningDialog of={of} onClose={() => setAsked(false)} /> : null}
    </>
  );
}
