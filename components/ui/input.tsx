import type { ComponentProps } from 'react';
import { cn } from './cn';

export const inputStyles =
  'w-full rounded-md border border-edge bg-surface px-2.5 text-sm text-ink placeholder:text-faint aria-invalid:border-danger disabled:bg-sunken disabled:text-faint read-only:bg-sunken';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cn(inputStyles, 'h-control', className)} />;
}

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} rows={rows} className={cn(inputStyles, 'py-1.5', className)} />;
}
