import type { KeyboardEvent } from 'react';
import type { ActionItem } from '@/components/ui/action-item';

/** What a key pressed on a focused row asks for. */
export type RowCommand =
  | { readonly kind: 'focus'; readonly index: number; readonly extend: boolean }
  | { readonly kind: 'open' }
  | { readonly kind: 'select' }
  | { readonly kind: 'select-all' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'menu' }
  | { readonly kind: 'act'; readonly action: ActionItem };

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * @example rowCommand({ key: 'ArrowDown', … }, { index: 3, count: 50, pageRows: 12, actions }) // { kind: 'focus', index: 4, extend: false }
 */
export function rowCommand(
  key: Key,
  at: {
    readonly index: number;
    readonly count: number;
    readonly pageRows: number;
    readonly actions: readonly ActionItem[];
  },
): RowCommand | undefined {
  const go = (index: number): RowCommand => ({
    kind: 'focus',
    index: Math.max(0, Math.min(at.count - 1, index)),
    extend: key.shiftKey,
  });
  if (key.altKey) return undefined;
  if (key.ctrlKey || key.metaKey) return key.key.toLowerCase() === 'a' ? { kind: 'select-all' } : undefined;
  switch (key.key) {
    case 'ArrowDown':
      return go(at.index + 1);
    case 'ArrowUp':
      return go(at.index - 1);
    case 'PageDown':
      return go(at.index + at.pageRows);
    case 'PageUp':
      return go(at.index - at.pageRows);
    case 'Home':
      return go(0);
    case 'End':
      return go(at.count - 1);
    case 'Enter':
      return { kind: 'open' };
    case ' ':
      return { kind: 'select' };
    case 'Escape':
      return { kind: 'clear' };
    case 'ContextMenu':
      return { kind: 'menu' };
    case 'F10':
      return key.shiftKey ? { kind: 'menu' } : undefined;
    default: {
      const action = at.actions.find((item) => item.shortcut === key.key);
      return action === undefined ? undefined : { kind: 'act', action };
    }
  }
}
