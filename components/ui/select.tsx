import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { inputStyles } from './input';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** The browser's own list: right on a phone, with type-ahead, and it needs no script to be understood. */
export function Select<Value extends string>({
  options,
  onValueChange,
  className,
  ...rest
}: ComponentProps<'select'> & {
  options: readonly SelectOption<Value>[];
  onValueChange?: ((value: Value) => void) | undefined;
}) {
  return (
    <span className={cn('relative inline-block', className)}>
      <select
        {...rest}
        onChange={(event) => {
          rest.onChange?.(event);
          const option = options.find((each) => each.value === event.target.value);
          if (option !== undefined) onValueChange?.(option.value);
        }}
        className={cn(inputStyles, 'h-control appearance-none pr-8 read-only:bg-surface')}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-faint"
      />
    </span>
  );
}
