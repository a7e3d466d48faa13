import type { ComponentProps } from 'react';
import { cn } from './cn';
import { PageLink } from './page-link';

/** A link that stands by itself, e.g. in a table cell. */
export function TextLink({ className, ...rest }: ComponentProps<typeof PageLink>) {
  return <PageLink {...rest} className={cn('rounded-sm text-accent underline-offset-2 hover:underline', className)} />;
}

/** A link among the words of a sentence: underlined, since its colour is too near to theirs. */
export const InlineLink = ({ className, ...rest }: ComponentProps<typeof PageLink>) => (
  <TextLink {...rest} className={cn('underline', className)} />
);
