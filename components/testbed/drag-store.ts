'use client';
import { useSyncExternalStore } from 'react';
import type { Candidate } from '@/lib/contracts/migrations';

/** What a host says to the domain that is dragged; `home`: it is there now; `unknown`: the candidates could not be read. */
export type DragVerdict = Candidate | 'home' | 'asking' | 'unknown';

/** The one drag that can be under way. Racks read their own verdict, and whether the domain is over them. */
interface Drag {
  readonly domainId: string;
  readonly fromHostId: string | null;
  readonly overHostId: string | undefined;
  readonly candidates: ReadonlyMap<string, Candidate> | 'asking' | 'unknown';
}
let drag: Drag | undefined;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
function set(next: Drag | undefined): void {
  drag = next;
  for (const listener of listeners) listener();
}

export const beginDrag = (domainId: string, fromHostId: string | null): void =>
  set({ domainId, fromHostId, overHostId: undefined, candidates: 'asking' });
export const endDrag = (): void => set(undefined);
export const setDragOver = (overHostId: string | undefined): void => {
  if (drag !== undefined && drag.overHostId !== overHostId) set({ ...drag, overHostId });
};
/** The answer for a drag that may have ended meanwhile; undefined where it could not be had. */
export function setDragCandidates(domainId: string, items: readonly Candidate[] | undefined): void {
  if (drag?.domainId !== domainId) return;
  const candidates = items === undefined ? 'unknown' : new Map(items.map((item) => [item.hostId as string, item]));
  set({ ...drag, candidates });
}

function verdictOf(hostId: string): DragVerdict | undefined {
  if (drag === undefined) return undefined;
  if (drag.fromHostId === hostId) return 'home';
  return typeof drag.candidates === 'string' ? drag.candidates : (drag.candidates.get(hostId) ?? 'unknown');
}

/** Undefined while nothing is dragged. */
export const useDragVerdict = (hostId: string): DragVerdict | undefined =>
  useSyncExternalStore(
    subscribe,
    () => verdictOf(hostId),
    () => undefined,
  );
export const useIsDragOver = (hostId: string): boolean =>
  useSyncExternalStore(
    subscribe,
    () => drag?.overHostId === hostId,
    () => false,
  );
