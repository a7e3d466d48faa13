'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Inbox as InboxIcon } from 'lucide-react';
import { LeaseBadge } from '@/components/leases/lease-look';
import { SubmitError } from '@/components/form/submit-error';
import { EmptyState, ErrorState, errorSentence } from '@/components/status/view-states';
import { TableFooter } from '@/components/table/table-footer';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { markNotices } from '@/lib/client/mutations/lease-notices';
import { inboxQuery } from '@/lib/client/queries/lease-notices';
import type { Notice } from '@/lib/contracts/lease-notices';
import { NOTICE_WORDS } from '@/lib/domain/lease-notice';
import { pages } from '@/lib/utils/paths';
import { MailPreference } from './mail-preference';

/** What one was told of leases, maintenance and pools. To follow one is to have read it. */
export function InboxPage() {
  const { paging, filter } = useListFilter({});
  const result = useQuery(inboxQuery({ page: filter.page, pageSize: filter.pageSize }));
  const mark = useMutation(markNotices());
  const { data, error } = result;
  const unread = data?.unread ?? 0;
  return (
    <>
      <PageHeader
        title="Inbox"
        meta={data === undefined ? undefined : <span>{unread === 0 ? 'all read' : `${unread} unread`}</span>}
        actions={
          <Button
            pending={mark.isPending}
            disabledReason={unread === 0 ? 'Nothing is unread.' : undefined}
            onClick={() => mark.mutate({})}
          >
            Mark all as read
          </Button>
        }
      />
      <SubmitError sentence={mark.error === null ? undefined : errorSentence(mark.error)} />
      {data === undefined ? (
        error === null ? (
          <p className="text-sm text-muted">Reading what you were told.</p>
        ) : (
          <ErrorState error={error} what="your inbox" onRetry={() => void result.refetch()} />
        )
      ) : data.items.length === 0 ? (
        <EmptyState icon={InboxIcon} title="Nothing was told yet">
          Requests that you are to decide over, and what becomes of the leases that you asked for, stand here.
        </EmptyState>
      ) : (
        <>
          <ul aria-label="Notices" className="divide-y divide-line border-y border-line">
            {data.items.map((notice) => (
              <Item key={notice.id} notice={notice} onRead={() => mark.mutate({ ids: [notice.id] })} />
            ))}
          </ul>
          <TableFooter result={result} paging={paging} noun={{ one: 'notice', many: 'notices' }} />
        </>
      )}
      <MailPreference />
    </>
  );
}

function Item({ notice, onRead }: { readonly notice: Notice; readonly onRead: () => void }) {
  const { kind, lease, maintenance, pool, words, at, readAt } = notice;
  const unread = readAt === null;
  return (
    <li className="grid gap-1 py-2.5 text-sm">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {lease === null ? null : (
          <TextLink href={pages.lease(lease.id)} onClick={() => (unread ? onRead() : undefined)}>
            Lease {lease.number}
          </TextLink>
        )}
        {maintenance === null ? null : (
          <TextLink href={pages.maintenance(maintenance.id)} onClick={() => (unread ? onRead() : undefined)}>
            Maintenance of {maintenance.hostName}
          </TextLink>
        )}
        {pool === null ? null : (
          <TextLink href={pages.pool(pool.id)} onClick={() => (unread ? onRead() : undefined)}>
            Pool {pool.name}
          </TextLink>
        )}
        {unread ? <Badge tone="accent">unread</Badge> : null}
        <span className="text-xs text-muted">
          {NOTICE_WORDS[kind]}, <Age at={at} />
        </span>
        {lease === null ? null : <LeaseBadge lease={{ state: lease.state, outcome: null, ending: false }} plain />}
      </span>
      <p className={cn('min-w-0 break-words', unread ? 'font-medium' : 'text-muted')}>{words}</p>
    </li>
  );
}
