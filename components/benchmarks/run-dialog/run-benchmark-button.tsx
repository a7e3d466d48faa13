'use client';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { RunBenchmarkDialog } from './run-benchmark-dialog';

/** Asks what is to be run; for whoever may not, says why. */
export function RunBenchmarkButton() {
  const [asking, setAsking] = useState(false);
  const refused = useScopeRefusal('benchmarks:run');
  return (
    <>
      <Button variant="primary" disabledReason={refused} onClick={() => setAsking(true)}>
        <Play aria-hidden />
        Run benchmark
      </Button>
      {asking ? <RunBenchmarkDialog onClose={() => setAsking(false)} /> : null}
    </>
  );
}
