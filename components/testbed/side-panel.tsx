'use client';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

/** Details beside the map; over it on a narrow screen. Never takes the focus: the next Tab leads into it. */
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
  return (
    <aside
      aria-label={label}
      className="w-full shrink-0 overflow-y-auto rounded-lg border border-line bg-surface p-4 max-xl:fixed max-xl:inset-x-0 max-xl:bottom-0 max-xl:z-20 max-xl:max-h-[70dvh] max-xl:rounded-b-none max-xl:shadow-pop xl:sticky xl:top-16 xl:max-h-[calc(100dvh-80px)] xl:w-100"
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
