'use client';
import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { BulkAction } from './table-types';

/** What may be done to the rows selected. A verb that fits none of them says why. */
export function SelectionBar<Row>({
  selected,
  elsewhere,
  actions,
  onAct,
  onClear,
}: {
  readonly selected: readonly Row[];
  /** How many of them are on other pages. */
  readonly elsewhere: number;
  readonly actions: readonly BulkAction<Row>[];
  readonly onAct: (action: BulkAction<Row>) => void;
  readonly onClear: () => void;
}) {
  return (
    <div
      role="toolbar"
      aria-label="Selected rows"
      className="flex flex-wrap items-center gap-2 border-b border-line bg-accent-soft px-2 py-1.5"
    >
      <span aria-live="polite" className="text-sm font-medium">
        {selected.length} selected{elsewhere > 0 ? `, ${elsewhere} of them on other pages` : ''}
      </span>
      {actions.map((action) => {
        const fitting = selected.filter((row) => action.refusal(row) === undefined).length;
        const Icon = action.icon;
        return (
          <Button
            key={action.id}
            size="sm"
            disabledReason={fitting > 0 ? undefined : reasonOf(action, selected)}
            onClick={() => onAct(action)}
          >
            {Icon === undefined ? null : <Icon aria-hidden />}
            {action.label}
            {/* Every one of them asks first. */}
            {fitting === selected.length || fitting === 0 ? '…' : ` ${fitting}…`}
          </Button>
        );
      })}
      <span className="grow" />
      <Button size="sm" variant="ghost" onClick={onClear}>
        <X aria-hidden />
        Clear selection
      </Button>
    </div>
  );
}

function reasonOf<Row>(action: BulkAction<Row>, rows: readonly Row[]): string {
  const reasons = new Set(rows.map((row) => action.refusal(row)).filter((reason) => reason !== undefined));
  const [first] = reasons;
  if (first === undefined) return 'Nothing is selected.';
  return reasons.size === 1 ? first : `None of these can: ${first}`;
}
