import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

type Toggle = Omit<ComponentProps<'input'>, 'type'> & {
  label: ReactNode;
  /** A sentence under the label. */
  hint?: ReactNode;
  /** Hides the label from sight, for table rows; it still names the control. */
  labelHidden?: boolean | undefined;
};

export function Checkbox({ label, hint, labelHidden = false, className, ...rest }: Toggle) {
  return (
    <label className={cn('flex items-start gap-2 text-sm', className)}>
      <input {...rest} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-(--accent)" />
      <span className={labelHidden ? 'sr-only' : 'min-w-0'}>
        {label}
        {hint === undefined ? null : <span className="block text-xs text-muted">{hint}</span>}
      </span>
    </label>
  );
}

/** For what takes effect at once. What is part of a form is a checkbox. */
export function Switch({ label, hint, labelHidden = false, className, ...rest }: Toggle) {
  return (
    <label className={cn('flex items-start gap-2 text-sm', className)}>
      <input
        {...rest}
        type="checkbox"
        role="switch"
        aria-checked={rest.checked}
        className="relative mt-px h-5 w-9 shrink-0 cursor-pointer appearance-none rounded-full bg-edge transition-colors duration-100 before:absolute before:top-0.5 before:left-0.5 before:size-4 before:rounded-full before:bg-surface before:transition-transform before:duration-100 checked:bg-accent checked:before:translate-x-4 disabled:cursor-not-allowed disabled:opacity-50"
      />
      <span className={labelHidden ? 'sr-only' : 'min-w-0'}>
        {label}
        {hint === undefined ? null : <span className="block text-xs text-muted">{hint}</span>}
      </span>
    </label>
  );
}
