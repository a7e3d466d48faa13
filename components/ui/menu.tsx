'use client';
import { Menu as Base } from '@base-ui/react/menu';
import { type ComponentProps, type ReactElement, useState } from 'react';
import type { ActionItem } from './action-item';
import { cn } from './cn';

type Anchor = ComponentProps<typeof Base.Positioner>['anchor'];

/** A button that opens a list of actions. `trigger` is one element that takes a ref, e.g. an `IconButton`. */
export function ActionMenu({
  trigger,
  items,
  heading,
  align = 'end',
}: {
  trigger: ReactElement;
  items: readonly ActionItem[];
  heading?: string | undefined;
  align?: 'start' | 'end' | undefined;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Popup items={items} heading={heading} align={align} anchor={undefined} />
    </Base.Root>
  );
}

/** The same menu opened by a right click or a key, at a point or an element. One instance serves a whole table or map. */
export function AnchoredActionMenu({
  open,
  onOpenChange,
  anchor,
  items,
  heading,
  about,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: Anchor;
  items: readonly ActionItem[];
  heading?: string | undefined;
  /** Id of the item it was opened for, because its key was pressed and it cannot be chosen: its reason is told at once. */
  about?: string | undefined;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} modal={false}>
      <Popup items={items} heading={heading} align="start" anchor={anchor} about={about} />
    </Base.Root>
  );
}

function Popup({
  items,
  heading,
  align,
  anchor,
  about,
}: {
  items: readonly ActionItem[];
  heading: string | undefined;
  align: 'start' | 'end';
  anchor: Anchor;
  about?: string | undefined;
}) {
  return (
    <Base.Portal>
      <Base.Positioner align={align} sideOffset={4} anchor={anchor} className="z-50 outline-none">
        <Base.Popup className="w-60 rounded-lg border border-line bg-raised py-1 text-sm shadow-pop outline-none">
          {heading === undefined ? null : (
            <div className="truncate border-b border-line px-3 pt-1 pb-1.5 text-xs font-medium text-muted">
              {heading}
            </div>
          )}
          <Items items={items} about={about} />
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

/** Mounted while the menu is open: a sentence of the last time is not told again. */
function Items({ items, about }: { items: readonly ActionItem[]; about: string | undefined }) {
  const [pointed, setPointed] = useState(about);
  const blocked = items.filter((item) => item.disabledReason !== undefined);
  const reason = items.find((item) => item.id === pointed)?.disabledReason ?? commonReason(items);
  return (
    <>
      {items.map((item) => (
        <Item key={item.id} item={item} onPoint={() => setPointed(item.id)} />
      ))}
      {/* Room for the sentence is kept from the start, so that nothing moves under the pointer. */}
      {blocked.length === 0 ? null : (
        <div aria-hidden className="mt-1 min-h-14 border-t border-line px-3 pt-1.5 pb-1 text-xs text-muted">
          {reason ?? <span className="text-faint">Point at a grey entry to read why it cannot be chosen.</span>}
        </div>
      )}
    </>
  );
}

/** Where nothing can be chosen, the sentence that stands against most of it; undefined where something can. */
function commonReason(items: readonly ActionItem[]): string | undefined {
  const reasons = items.map((item) => item.disabledReason);
  if (reasons.includes(undefined)) return undefined;
  const times = (reason: string | undefined) => reasons.filter((each) => each === reason).length;
  return reasons.toSorted((a, b) => times(b) - times(a))[0];
}

function Item({ item, onPoint }: { item: ActionItem; onPoint: () => void }) {
  const Icon = item.icon;
  const blocked = item.disabledReason !== undefined;
  return (
    <>
      {item.startsGroup === true ? <Base.Separator className="my-1 h-px bg-line" /> : null}
      <Base.Item
        disabled={blocked}
        aria-description={item.disabledReason}
        aria-keyshortcuts={item.shortcut}
        onClick={item.onSelect}
        onFocus={onPoint}
        onPointerEnter={onPoint}
        className={cn(
          'mx-1 flex h-8 items-center gap-2 rounded-md px-2 outline-none select-none data-highlighted:bg-hover',
          blocked ? 'text-faint' : item.danger === true ? 'text-danger' : 'cursor-pointer text-ink',
        )}
      >
        {Icon === undefined ? <span className="size-4" /> : <Icon aria-hidden className="size-4 shrink-0" />}
        <span className="grow truncate">{item.label}</span>
        {item.shortcut === undefined ? null : (
          <kbd aria-hidden className="font-mono text-xs text-faint">
            {item.shortcut}
          </kbd>
        )}
      </Base.Item>
    </>
  );
}
