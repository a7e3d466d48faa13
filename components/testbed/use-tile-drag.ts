'use client';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect } from 'react';
import { candidatesQuery } from '@/lib/client/queries/domains';
import type { TestbedTile } from '@/lib/contracts/domains';
import { beginDrag, endDrag, setDragCandidates, setDragOver } from './drag-store';

const KIND = 'gridbox-domain';

/** Makes a tile draggable; the candidates are asked for the moment it is lifted. */
export function useTileDrag(
  ref: RefObject<HTMLElement | null>,
  {
    domain,
    hostName,
    blocked,
  }: { domain: Pick<TestbedTile, 'id' | 'name' | 'hostId'>; hostName: string; blocked: boolean },
): void {
  const client = useQueryClient();
  const { id, name, hostId } = domain;
  // Outside: the browser's drag and drop.
  useEffect(() => {
    const element = ref.current;
    if (element === null || blocked) return undefined;
    return draggable({
      element,
      getInitialData: () => ({ kind: KIND, id, name, hostId, hostName }),
      onDragStart: () => {
        beginDrag(id, hostId);
        client.fetchQuery(candidatesQuery(id)).then(
          ({ items }) => setDragCandidates(id, items),
          // The dialog asks again and says why not.
          () => setDragCandidates(id, undefined),
        );
      },
      onDrop: endDrag,
    });
  }, [ref, client, id, name, hostId, hostName, blocked]);
}

/** Makes a host take tiles. What comes of it is decided in the dialog, so that a refused host can say all its reasons. */
export function useRackDrop(
  ref: RefObject<HTMLElement | null>,
  {
    hostId,
    onDrop,
    blocked,
  }: {
    hostId: string;
    onDrop: (domain: { id: string; name: string; hostName: string | null }) => void;
    /** Nothing can be dropped on what is past. */
    blocked: boolean;
  },
): void {
  // Outside: the browser's drag and drop.
  useEffect(() => {
    const element = ref.current;
    if (element === null || blocked) return undefined;
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['kind'] === KIND && source.data['hostId'] !== hostId,
      onDragEnter: () => setDragOver(hostId),
      onDragLeave: () => setDragOver(undefined),
      onDrop: ({ source }) => {
        const { id, name, hostName } = source.data;
        if (typeof id !== 'string' || typeof name !== 'string') return;
        onDrop({ id, name, hostName: typeof hostName === 'string' ? hostName : null });
      },
    });
  }, [ref, hostId, onDrop, blocked]);
}
