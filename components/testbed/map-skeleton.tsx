import { Skeleton } from '@/components/ui/skeleton';

/** The map's shape before its first answer. */
export function MapSkeleton() {
  return (
    <output
      aria-label="Loading the testbed"
      className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,360px),1fr))] items-start gap-4"
    >
      {Array.from({ length: 2 }, (_, group) => (
        <div key={group} className="grid gap-3 rounded-lg border border-line bg-surface p-3">
          <Skeleton className="h-5 w-40" />
          {Array.from({ length: 3 }, (_, rack) => (
            <div key={rack} className="grid gap-2">
              <Skeleton className="h-5 w-full" />
              <div className="flex flex-wrap gap-1">
                {Array.from({ length: 4 + rack }, (_, tile) => (
                  <Skeleton key={tile} className="h-12 w-28" />
                ))}
              </div>
            </div>
          ))}
        </div>
      ))}
    </output>
  );
}
