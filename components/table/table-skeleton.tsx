import { Skeleton } from '@/components/ui/skeleton';

const LINES = ['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3', 'w-1/3', 'w-3/5', 'w-2/5', 'w-1/2'] as const;

/** Rows in their final height while the first answer is under way. */
export function TableSkeleton({ label }: { readonly label: string }) {
  return (
    <div aria-busy="true">
      <output className="sr-only">{label}: loading</output>
      {LINES.map((width, index) => (
        // The lines never change places; their number is their name.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="flex h-row items-center gap-4 border-b border-line px-3">
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-20" />
          <Skeleton className={`h-3 ${width}`} />
        </div>
      ))}
    </div>
  );
}
