import Link from 'next/link';
import type { ComponentProps } from 'react';
import type { VariantProps } from 'class-variance-authority';
import { buttonStyles } from './button-styles';
import { cn } from './cn';

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function LinkButton({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & VariantProps<typeof buttonStyles>) {
  return <Link {...rest} className={cn(buttonStyles({ variant, size }), className)} />;
}
