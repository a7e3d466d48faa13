import { Badge } from '@/components/ui/badge';
import { domainLook, type DomainSigns } from './domain-look';

/** State of a domain: colour, icon and word. Takes a row of any contract that has a state. */
export function StateBadge({ domain, plain }: { domain: DomainSigns; plain?: boolean | undefined }) {
  const look = domainLook(domain);
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {look.word}
    </Badge>
  );
}
