'use client';
import { type FocusEvent, type KeyboardEvent, type MouseEvent, useLayoutEffect, useRef, useState } from 'react';
import type { ActionItem } from '@/components/ui/action-item';
import { isMapKey, type MapPlace, nextPlace, rowsOf } from './map-focus';
import type { MapModel } from './prepare-map';

interface MenuAt {
  readonly domainId: string;
  readonly anchor: Element | { getBoundingClientRect: () => DOMRect };
  /** The verb whose key was pressed in vain. */
  readonly about?: string;
}

/**
 * One listener for a map of any size: arrows move the focus, Enter and click open the panel, the verbs' keys act, and the
 * menu opens by right click, its key or Shift F10.
 */
export function useMapKeys({
  model,
  itemsFor,
  showDomain,
  showHost,
  close,
}: {
  model: MapModel;
  /** Undefined where nothing can be done: there is no menu and no verb's key. */
  itemsFor: ((domainId: string) => readonly ActionItem[]) | undefined;
  showDomain: (id: string) => void;
  showHost: (id: string) => void;
  close: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<MapPlace>();
  const [menu, setMenu] = useState<MenuAt>();
  const held = useRef<string>(undefined);

  // Outside: the document's focus. A tile that had it and was drawn again elsewhere keeps it; nothing else may take it.
  useLayoutEffect(() => {
    if (held.current === undefined || document.activeElement !== document.body) return;
    find(ref.current, { hostId: '', domainId: held.current })?.focus({ preventScroll: true });
  });

  /** Closes the panel; the focus goes back to where it was opened from when it was in the panel. */
  const closePanel = (): void => {
    close();
    const inPanel = document.activeElement?.closest('aside') !== null;
    if (inPanel) find(ref.current, place)?.focus({ preventScroll: true });
  };
  const handlers = {
    onFocus: (event: FocusEvent) => {
      const at = placeOf(event.target);
      held.current = at?.domainId;
      if (at !== undefined) setPlace(at);
    },
    onBlur: () => {
      held.current = undefined;
    },
    onClick: (event: MouseEvent) => {
      const at = placeOf(event.target);
      if (at?.domainId !== undefined) showDomain(at.domainId);
      else if (at !== undefined) showHost(at.hostId);
    },
    onContextMenu: (event: MouseEvent) => {
      const domainId = placeOf(event.target)?.domainId;
      if (domainId === undefined || itemsFor === undefined) return;
      event.preventDefault();
      setMenu({ domainId, anchor: pointAnchor(event.clientX, event.clientY) });
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        closePanel();
        return;
      }
      const at = placeOf(event.target);
      if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isMapKey(event.key)) {
        const next = nextPlace(rowsOf(model), at, event.key);
        find(ref.current, next)?.focus();
      } else if (at.domainId === undefined || itemsFor === undefined) {
        return;
      } else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
        setMenu({
          domainId: at.domainId,
          anchor: event.currentTarget.ownerDocument.activeElement ?? pointAnchor(0, 0),
        });
      } else {
        const item = itemsFor(at.domainId).find((each) => each.shortcut === event.key);
        if (item === undefined) return;
        if (item.disabledReason === undefined) item.onSelect();
        else
          setMenu({
            domainId: at.domainId,
            anchor: event.currentTarget.ownerDocument.activeElement ?? pointAnchor(0, 0),
            about: item.id,
          });
      }
      event.preventDefault();
    },
  };
  return { ref, handlers, place, menu, closePanel, closeMenu: () => setMenu(undefined) };
}

function placeOf(target: EventTarget): MapPlace | undefined {
  if (!(target instanceof Element)) return undefined;
  const domainId = target.closest<HTMLElement>('[data-domain]')?.dataset['domain'];
  const hostId =
    target.closest<HTMLElement>('[data-host]')?.dataset['host'] ??
    target.closest<HTMLElement>('[data-rack]')?.dataset['rack'];
  if (domainId !== undefined) return { hostId: hostId ?? '', domainId };
  return target.closest('[data-host]') === null || hostId === undefined ? undefined : { hostId, domainId: undefined };
}

function find(map: HTMLElement | null, place: MapPlace | undefined): HTMLElement | null | undefined {
  if (place === undefined) return undefined;
  const [name, id] = place.domainId === undefined ? ['data-host', place.hostId] : ['data-domain', place.domainId];
  return map?.querySelector<HTMLElement>(`[${name}="${CSS.escape(id)}"]`);
}

const pointAnchor = (x: number, y: number) => ({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) });
