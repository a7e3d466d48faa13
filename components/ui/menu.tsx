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
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: Anchor;
  items: readonly ActionItem[];
  heading?: string | undefined;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} modal={false}>
      <Popup items={items} heading={heading} align="start" anchor={anchor} />
    </Base.Root>
  );
}

function Popup({
  items,
  heading,
  align,
  anchor,
}: {
  items: readonly ActionItem[];
  heading: string | undefined;
  align: 'start' | 'end';
  anchor: Anchor;
}) {
  const [reason, setReason] = useState('');
  const someBlocked = items.some((item) => item.disabledReason !== undefined);
  return (
    <Base.Portal>
      <Base.Positioner align={align} sideOffset={4} anchor={anchor} className="z-50 outline-none">
        <Base.Popup className="w-60 rounded-lg border border-line bg-raised py-1 text-sm shadow-pop outline-none">
          {heading === undefined ? null : (
            <div className="truncate border-b border-line px-3 pt-1 pb-1.5 text-xs font-medium text-muted">
              {heading}
            </div>
          )}
          {items.map((item) => (
            <Item key={item.id} item={item} onPoint={() => setReason(item.disabledReason ?? '')} />
          ))}
          {/* Room for the sentence is kept from the start, so that nothing moves under the pointer. */}
          {someBlocked ? (
            <div aria-hidden className="mt-1 min-h-14 border-t border-line px-3 pt-1.5 pb-1 text-xs text-muted">
              {reason}
            </div>
          ) : null}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
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
