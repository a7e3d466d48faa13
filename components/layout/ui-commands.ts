'use client';
import { useSyncExternalStore } from 'react';

/** Which of the shell's own overlays is open: one at a time, opened by key, button or palette alike. */
type Overlay = 'palette' | 'shortcuts' | 'navigation' | undefined;
let open: Overlay;
const listeners = new Set<() => void>();

export function showOverlay(next: Overlay): void {
  open = next;
  for (const listener of listeners) listener();
}
export const useOverlay = (): Overlay =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => open,
    () => undefined,
  );
