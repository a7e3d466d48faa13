'use client';
import { useQuery } from '@tanstack/react-query';
import { ForbiddenState } from '@/components/status/view-states';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { sessionQuery } from '@/lib/client/queries/session';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { pages } from '@/lib/utils/paths';
import { MailPanel } from './mail-panel';
import { RulePanel } from './rule-panel';
import { WebhookPanel } from './webhook-panel';

/** What is approved without a manager's word, and which programs are told of leases. */
export function LeaseSettings() {
  const { data: session } = useQuery(sessionQuery());
  const refused = useScopeRefusal('leases:approve');
  return (
    <>
      <PageHeader title="Rules and webhooks" meta={<InlineLink href={pages.leases()}>All leases</InlineLink>} />
      {session === undefined ? (
        <p className="text-sm text-muted">{refused}</p>
      ) : refused === undefined ? (
        <div className="grid max-w-3xl gap-8">
          <RulePanel />
          <WebhookPanel />
          <MailPanel />
        </div>
      ) : (
        <ForbiddenState>{refused}</ForbiddenState>
      )}
    </>
  );
}
