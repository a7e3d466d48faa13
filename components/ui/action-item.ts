import type { LucideIcon } from 'lucide-react';

/** One entry of a menu. The same list makes the button menu, the context menu and the palette. */
export interface ActionItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: LucideIcon | undefined;
  /** The key that does the same while the row or tile has the focus, as shown: `m`, `Enter`. */
  readonly shortcut?: string | undefined;
  /** Why it cannot be chosen now. It stays reachable and the menu tells the sentence. */
  readonly disabledReason?: string | undefined;
  readonly danger?: boolean | undefined;
  /** Draws a line above it. */
  readonly startsGroup?: boolean | undefined;
  readonly onSelect: () => void;
}
