'use client';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { useIsPast } from './past/past-context';

/**
 * Details beside the map, which keeps the larger part of the width; over it on a phone. Never takes the focus: the next Tab
 * leads into it.
 */
export function SidePanel({
  label,
  title,
  onClose,
  children,
}: {
  label: string;
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  // Below the note that says which moment is shown.
  const place = useIsPast() ? 'lg:top-28 lg:max-h-[calc(100dvh-128px)]' : 'lg:top-16 lg:max-h-[calc(100dvh-80px)]';
  return (
    <aside
      aria-label={label}
      className={cn(
        'w-full shrink-0 overflow-y-auto rounded-lg border border-line bg-surface p-4 max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-20 max-lg:max-h-[70dvh] max-lg:rounded-b-none max-lg:shadow-pop lg:sticky lg:w-[38%] lg:max-w-100 lg:min-w-90',
        place,
      )}
    >
      <header className="mb-3 flex items-start gap-2">
        <h2 className="min-w-0 grow text-lg font-semibold break-words">{title}</h2>
        {/* Without a tooltip: one that is open would take the first Escape for itself. */}
        <button
          type="button"
          aria-label="Close the panel"
          onClick={onClose}
          className="grid size-7 shrink-0 place-items-center rounded-md hover:bg-hover"
        >
          <X aria-hidden className="size-4" />
        </button>
      </header>
      {children}
    </aside>
  );
}
