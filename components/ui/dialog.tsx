'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

const WIDTHS = { sm: 'max-w-md', md: 'max-w-xl', lg: 'max-w-3xl' } as const;

/** A modal dialog: heading, body that scrolls, footer that stays. Escape and the cross close it; the focus goes back. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'md',
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  size?: keyof typeof WIDTHS | undefined;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cn(
            'fixed top-[10dvh] left-1/2 z-40 flex max-h-[80dvh] w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-lg border border-line bg-raised shadow-pop transition-opacity duration-150 outline-none data-ending-style:opacity-0 data-starting-style:opacity-0',
            WIDTHS[size],
          )}
        >
          <header className="px-5 pt-4 pr-14 pb-3">
            <Base.Title className="text-lg font-semibold text-balance break-words">{title}</Base.Title>
            {description === undefined ? null : (
              <Base.Description className="mt-1 text-sm text-muted">{description}</Base.Description>
            )}
          </header>
          {children === undefined ? null : <div className="min-h-0 grow overflow-y-auto px-5 pb-4">{children}</div>}
          {footer === undefined ? null : (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
          {/* Last, so that the first control of the dialog's own has the focus when it opens. */}
          <Base.Close
            aria-label="Close"
            className="absolute top-3 right-3 grid size-8 place-items-center rounded-md hover:bg-hover"
          >
            <X aria-hidden className="size-4" />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
