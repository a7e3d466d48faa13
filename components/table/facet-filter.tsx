'use client';
import { Popover } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';

export interface FacetOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** One facet of a filter bar: any of several values. Its button tells what is chosen. */
export function FacetFilter<Value extends string>({
  label,
  options,
  chosen,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly FacetOption<Value>[];
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: Value[]) => void;
}) {
  const names = options.filter((option) => chosen.includes(option.value)).map((option) => option.label);
  const summary = names.length === 0 ? '' : names.length <= 2 ? names.join(', ') : `${names.length} chosen`;
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <Button className={cn('max-w-full shrink', chosen.length > 0 && 'border-accent text-accent')}>
            {label}
            {summary === '' ? null : (
              <span className="min-w-0 truncate font-normal" title={summary}>
                {summary}
              </span>
            )}
            <ChevronDown aria-hidden />
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner align="start" sideOffset={4} className="z-50">
          <Popover.Popup
            aria-label={label}
            className="max-h-80 max-w-[calc(100vw-1rem)] min-w-44 overflow-y-auto rounded-lg border border-line bg-raised p-2 shadow-pop outline-none"
          >
            {options.length === 0 ? <p className="px-1 py-2 text-sm text-muted">Nothing to choose from.</p> : null}
            {options.map((option) => (
              <Checkbox
                key={option.value}
                label={option.label}
                className="rounded-md px-1.5 py-1 hover:bg-hover"
                checked={chosen.includes(option.value)}
                onChange={(event) =>
                  onChange(
                    event.target.checked ? [...chosen, option.value] : chosen.filter((value) => value !== option.value),
                  )
                }
              />
            ))}
            {chosen.length === 0 ? null : (
              <Button size="sm" variant="ghost" className="mt-1 w-full" onClick={() => onChange([])}>
                Clear
              </Button>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
