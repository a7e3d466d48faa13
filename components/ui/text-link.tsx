import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from './cn';

/** A link in running text or in a table cell. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={cn('rounded-sm text-accent underline-offset-2 hover:underline', className)} />;
}
