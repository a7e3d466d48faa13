'use client';
import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';

/** Long enough that a pointer passing over a toolbar raises nothing, short enough to answer a question. */
const OPEN_AFTER_MS = 350;

/**
 * Words for sighted pointer and keyboard users beside a control that already has an accessible name.
 * Nothing may be said here only: name or describe the control itself as well.
 */
export function Tooltip({
  content,
  children,
  side = 'top',
}: {
  content: ReactNode;
  /** One element that takes a ref and props. */
  children: ReactElement;
  side?: 'top' | 'bottom' | 'left' | 'right';
}) {
  if (content === undefined || content === null || content === '') return children;
  return (
    <Base.Root>
      <Base.Trigger delay={OPEN_AFTER_MS} render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="z-50">
          <Base.Popup className="max-w-80 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-pop transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {content}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Shares the delay: after the first tooltip the next ones open at once. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Base.Provider>{children}</Base.Provider>;
}
