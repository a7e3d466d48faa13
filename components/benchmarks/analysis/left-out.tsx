import type { LeftOut } from '@/lib/contracts/benchmark-analysis';

/** What a page did not look at, as a sentence; nothing where that is nothing. */
export function LeftOutNote({ leftOut }: { readonly leftOut: LeftOut }) {
  const { contaminated, rejected, older } = leftOut;
  const runs = (count: number, what: string): string[] =>
    count === 0 ? [] : [`${count} ${what} ${count === 1 ? 'run' : 'runs'}`];
  const out = [...runs(contaminated, 'disturbed'), ...runs(rejected, 'rejected')].join(' and ');
  if (out === '' && !older) return null;
  return (
    <p className="text-sm text-muted">
      {out === '' ? '' : `Left out: ${out}. `}
      {older ? 'Only the newest 1,000 runs were looked at; narrow the selection to reach older ones.' : ''}
    </p>
  );
}
