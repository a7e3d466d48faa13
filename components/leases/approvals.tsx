'use client';
import { ClipboardCheck } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import type { LeaseState } from '@/lib/domain/lease';
import { pages } from '@/lib/utils/paths';
import { LeaseTable } from './lease-table';

const OPEN: LeaseState[] = ['asked', 'asked-back'];

/** Requests that wait for a manager's word, or for the VO's answer to it. */
export function Approvals() {
  return (
    <>
      <PageHeader title="Approvals" meta={<InlineLink href={pages.leases()}>All leases</InlineLink>} />
      <LeaseTable
        label="Requests"
        state={OPEN}
        empty={
          <EmptyState icon={ClipboardCheck} title="Nothing to decide">
            Requests of VOs wait here until a testbed manager approves, adjusts or rejects them, or asks back.
          </EmptyState>
        }
      />
    </>
  );
}
