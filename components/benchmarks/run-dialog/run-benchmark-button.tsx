'use client';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { RunBenchmarkDialog } from './run-benchmark-dialog';
import type { RunWish } from './run-wish';

/** Asks what is to be run; for whoever may not, says why. `wish`: what stands in the form already. */
export function RunBenchmarkButton({
  label = 'Run benchmark',
  wish,
  look = 'primary',
}: {
  readonly label?: string;
  readonly wish?: RunWish;
  readonly look?: 'primary' | 'small';
}) {
  const [asking, setAsking] = useState(false);
  const refused = useScopeRefusal('benchmarks:run');
  return (
    <>
      <Button
        {...(look === 'primary' ? { variant: 'primary' } : { size: 'sm' })}
        disabledReason={refused}
        onClick={() => setAsking(true)}
      >
        <Play aria-hidden />
        {label}
      </Button>
      {asking ? <RunBenchmarkDialog wish={wish} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
