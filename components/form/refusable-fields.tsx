import type { ReactNode } from 'react';
import { Banner } from '@/components/ui/banner';
import { cn } from '@/components/ui/cn';

/**
 * The fields of a form that may be refused as a whole: the reason stands on top, and nothing takes what could not be
 * saved. A form that has been begun stays open to typing, because a refusal may pass while one writes.
 */
export function RefusableFields({
  refused,
  begun,
  className,
  children,
}: {
  readonly refused: string | undefined;
  readonly begun: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <>
      {refused === undefined ? null : <Banner kind="warning">{refused}</Banner>}
      <fieldset disabled={refused !== undefined && !begun} className={cn('min-w-0', className)}>
        {children}
      </fieldset>
    </>
  );
}
