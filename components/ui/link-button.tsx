import type { ComponentProps } from 'react';
import type { VariantProps } from 'class-variance-authority';
import { buttonStyles } from './button-styles';
import { cn } from './cn';
import { PageLink } from './page-link';

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function LinkButton({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof PageLink> & VariantProps<typeof buttonStyles>) {
  return <PageLink {...rest} className={cn(buttonStyles({ variant, size }), className)} />;
}
