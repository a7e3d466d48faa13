import type { ReactNode } from 'react';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { TextLink } from '@/components/ui/text-link';

interface Named {
  readonly href: string;
  readonly name: string;
  readonly simulated: boolean;
}

/** First cell of a row that has a page of its own. Tab passes the link by: Enter on the row opens the same. */
export function NameCell({ href, name, simulated, children }: Named & { readonly children?: ReactNode }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <TextLink href={href} tabIndex={-1} className="truncate font-medium" title={name}>
        {name}
      </TextLink>
      {simulated ? <SimulatedLabel /> : null}
      {children}
    </span>
  );
}

/** First of the two lines a row has on a phone. */
export function PhoneName({ href, name, simulated, children }: Named & { readonly children?: ReactNode }) {
  return (
    <div className="flex min-w-0 items-center gap-2">
      <TextLink href={href} className="truncate text-base font-medium">
        {name}
      </TextLink>
      {simulated ? <SimulatedLabel /> : null}
      {children}
    </div>
  );
}
