import type { ReactNode } from 'react';
import { Button } from './button';
import { LinkButton } from './link-button';

/** Where a page leads to in the first place, e.g. the form for a new one; whoever may not go there reads why. */
export function PrimaryLink({
  href,
  icon,
  refused,
  children,
}: {
  readonly href: string;
  readonly icon: ReactNode;
  /** Why not; undefined: it may be followed. */
  readonly refused: string | undefined;
  readonly children: string;
}) {
  if (refused !== undefined)
    return (
      <Button variant="primary" disabledReason={refused}>
        {children}
      </Button>
    );
  return (
    <LinkButton variant="primary" href={href}>
      {icon}
      {children}
    </LinkButton>
  );
}
