'use client';
import { ForbiddenState } from '@/components/status/view-states';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { pages } from '@/lib/utils/paths';
import { RulePanel } from './rule-panel';
import { WebhookPanel } from './webhook-panel';

/** What is approved without a manager's word, and which programs are told of leases. */
export function LeaseSettings() {
  const refused = useScopeRefusal('leases:approve');
  return (
    <>
      <PageHeader title="Rules and webhooks" meta={<InlineLink href={pages.leases()}>All leases</InlineLink>} />
      {refused === undefined ? (
        <div className="grid max-w-3xl gap-8">
          <RulePanel />
          <WebhookPanel />
        </div>
      ) : (
        <ForbiddenState>{refused}</ForbiddenState>
      )}
    </>
  );
}
