'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { NavItem } from './nav-items';
import { showOverlay } from './ui-commands';

/** How long after `g` the second key still counts. */
const SEQUENCE_MS = 1200;

/**
 * Keys that work on every page. Single keys are left alone while something is typed or a dialog is open.
 * @param items pages that this reader has; the same array as long as they are the same
 */
export function useGlobalKeys({ singleKeys, items }: { singleKeys: boolean; items: readonly NavItem[] }): void {
  const router = useRouter();
  // Outside: the document's keyboard.
  useEffect(() => {
    let goPressedAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        showOverlay('palette');
        return;
      }
      if (!singleKeys || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      const going = performance.now() - goPressedAt < SEQUENCE_MS;
      goPressedAt = Number.NEGATIVE_INFINITY;
      const goal = going ? items.find((item) => item.key === event.key) : undefined;
      if (goal !== undefined) router.push(goal.href);
      else if (event.key === 'g') goPressedAt = performance.now();
      else if (event.key === '?') showOverlay('shortcuts');
      else if (event.key === '/') showOverlay('palette');
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router, singleKeys, items]);
}

function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null
  );
}
