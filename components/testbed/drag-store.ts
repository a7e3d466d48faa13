'use client';
import { useSyncExternalStore } from 'react';

/** The one drag that can be under way. Racks read whether one is, and whether it is over them. */
interface Drag {
  readonly domainId: string;
  readonly fromHostId: string | null;
  readonly overHostId: string | undefined;
}
let drag: Drag | undefined;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function setDrag(next: Drag | undefined): void {
  drag = next;
  for (const listener of listeners) listener();
}
export const setDragOver = (overHostId: string | undefined): void => {
  if (drag !== undefined && drag.overHostId !== overHostId) setDrag({ ...drag, overHostId });
};

export const useDraggedDomain = (): string | undefined =>
  useSyncExternalStore(
    subscribe,
    () => drag?.domainId,
    () => undefined,
  );
export const useIsDragOver = (hostId: string): boolean =>
  useSyncExternalStore(
    subscribe,
    () => drag?.overHostId === hostId,
    () => false,
  );
export const useDragOrigin = (): string | null | undefined =>
  useSyncExternalStore(
    subscribe,
    () => drag?.fromHostId,
    () => undefined,
  );
