import { FileQuestion } from 'lucide-react';
import type { DomainSummary } from '@/lib/contracts/domains';

/** Beside the name of a domain whose host does not give its definition; nothing where it does. The domain's page says more. */
export function UnreadableMark({ domain }: { readonly domain: Pick<DomainSummary, 'definitionUnreadable'> }) {
  if (domain.definitionUnreadable === null) return null;
  const words = `Its definition cannot be read. ${domain.definitionUnreadable}`;
  return (
    <span title={words} className="shrink-0 text-paused">
      <FileQuestion aria-hidden className="size-4" />
      <span className="sr-only">{words}</span>
    </span>
  );
}
