import { type Role, ROLE_LABELS, ROLE_NAMES } from '@/lib/domain/domain';
import { cn } from '@/components/ui/cn';

/** A grid role, in its short form; the long one on hover and to a screen reader. */
export function RoleTag({ role, className }: { role: Role; className?: string | undefined }) {
  return (
    <abbr
      title={ROLE_NAMES[role]}
      className={cn(
        'inline-flex h-5 items-center rounded-sm bg-sunken px-1 text-xs font-medium text-muted no-underline',
        className,
      )}
    >
      {ROLE_LABELS[role]}
    </abbr>
  );
}
