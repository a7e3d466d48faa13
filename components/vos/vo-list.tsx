'use client';
import { useQuery } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { quotasQuery } from '@/lib/client/queries/leases';
import { pages } from '@/lib/utils/paths';
import { VoPage } from './vo-page';

/** The window of one’s VO; of several which one is meant. */
export function VoList() {
  const result = useQuery(quotasQuery());
  const { data, error } = result;
  if (data === undefined)
    return error === null ? (
      <p className="text-sm text-muted">Reading your VOs.</p>
    ) : (
      <ErrorState asPage error={error} what="your VOs" onRetry={() => void result.refetch()} />
    );
  const [first, ...others] = data.known;
  if (first !== undefined && others.length === 0) return <VoPage vo={first} />;
  return (
    <>
      <PageHeader title="My VO" />
      {first === undefined ? (
        <EmptyState icon={Building2} title="No VO is known yet">
          A VO is known by its first account.
        </EmptyState>
      ) : (
        <ul aria-label="VOs" className="max-w-xl divide-y divide-line border-y border-line">
          {data.known.map((vo) => {
            const taken = data.items.find((quota) => quota.vo === vo)?.taken;
            return (
              <li key={vo} className="flex items-center justify-between gap-3 py-2 text-sm">
                <TextLink href={pages.vo(vo)}>
                  <VoTag vo={vo} className="text-sm" />
                </TextLink>
                <span className="text-muted">
                  {taken === undefined || taken.domains === 0
                    ? 'no lease now'
                    : `${taken.domains} ${taken.domains === 1 ? 'domain' : 'domains'} by leases`}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
