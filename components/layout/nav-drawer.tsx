'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { Freshness } from './freshness';
import { Nav } from './nav';
import { showOverlay, useOverlay } from './ui-commands';

/** The pages on a narrow screen, from the left edge. */
export function NavDrawer() {
  const open = useOverlay() === 'navigation';
  return (
    <Base.Root open={open} onOpenChange={(next) => showOverlay(next ? 'navigation' : undefined)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Popup className="fixed inset-y-0 left-0 z-40 flex w-72 flex-col gap-2 overflow-y-auto border-r border-line bg-raised p-3 shadow-pop transition-transform duration-150 outline-none data-ending-style:-translate-x-full data-starting-style:-translate-x-full">
          <div className="flex items-center justify-between">
            <Base.Title className="px-2.5 font-semibold">Gridbox</Base.Title>
            <Base.Close aria-label="Close" className="grid size-8 place-items-center rounded-md hover:bg-hover">
              <X aria-hidden className="size-4" />
            </Base.Close>
          </div>
          <Nav onNavigate={() => showOverlay(undefined)} />
          <Freshness className="mt-auto px-2.5 py-2" />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
