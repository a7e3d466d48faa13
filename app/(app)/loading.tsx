import { Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <output aria-label="Loading" className="block">
      <Skeleton className="mb-5 h-7 w-48" />
      <div className="grid gap-2">
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={index} className="h-row" />
        ))}
      </div>
    </output>
  );
}
