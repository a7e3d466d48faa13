import { cn } from './cn';

/** A grey block in the final shape of what is coming. Hidden from screen readers: the region around it says "loading". */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <span aria-hidden className={cn('block animate-breathe rounded-sm bg-sunken', className)} />;
}
