import { OctagonX } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import type { PlacedGroup } from '@/lib/contracts/what-if';
import { pages } from '@/lib/utils/paths';
import { groupBy } from '@/lib/utils/group-by';

/** Domains that are added: the host that each is given and why, and what those met that find none. */
export function PlacedGroups({ groups }: { readonly groups: readonly PlacedGroup[] }) {
  if (groups.length === 0) return null;
  return (
    <section aria-label="Domains that are added">
      <h2 className="mb-2 text-base font-semibold">Domains that are added</h2>
      <div className="grid gap-4">
        {groups.map((group, index) => (
          <Group key={`${group.likeDomainId} ${index}`} group={group} />
        ))}
      </div>
    </section>
  );
}

function Group({ group: { likeDomainId, likeDomainName, placed, looked, reasons } }: { readonly group: PlacedGroup }) {
  const byHost = groupBy(
    placed.filter(({ hostName }) => hostName !== null),
    ({ hostName }) => hostName,
  );
  const without = placed.filter(({ hostName }) => hostName === null);
  const found = placed.length - without.length;
  const [first] = without;
  return (
    <div className="text-sm">
      <p>
        <strong className="font-semibold">
          {found} of {placed.length}
        </strong>{' '}
        like{' '}
        <TextLink href={pages.domain(likeDomainId)} className="underline">
          {likeDomainName}
        </TextLink>{' '}
        {found === 1 && placed.length === 1 ? 'finds' : 'find'} a place.
      </p>
      {byHost.size === 0 ? null : (
        <ul className="mt-1 divide-y divide-line border-y border-line">
          {[...byHost].map(([hostName, there]) => (
            <li key={hostName} className="py-2">
              <span className="font-medium">{hostName}</span>{' '}
              <span className="text-muted">
                takes {there.length}: {there.map(({ name }) => name).join(', ')}
              </span>
              <details className="mt-1 text-xs">
                <summary className="w-fit rounded-sm text-muted">Why {hostName}</summary>
                <ul className="mt-1 grid gap-0.5 pl-4">
                  {there.map(({ name, why }) => (
                    <li key={name}>
                      <span className="font-medium">{name}</span> <span className="text-muted">{why}</span>
                    </li>
                  ))}
                </ul>
              </details>
            </li>
          ))}
        </ul>
      )}
      {first === undefined ? null : (
        <div className="mt-2 grid gap-1">
          <p>
            <Badge tone="trouble" icon={OctagonX}>
              {without.length} without a place
            </Badge>{' '}
            {without.map(({ name }) => name).join(', ')}
          </p>
          <p className="text-xs text-trouble">{first.why}</p>
          {reasons.length === 0 ? null : (
            <p className="text-xs text-muted">
              Of {looked} {looked === 1 ? 'host' : 'hosts'}:{' '}
              {reasons.map(({ words, hosts }) => `${words} (${hosts})`).join(', ')}.
            </p>
          )}
        </div>
      )}
    </div>
  );
}
