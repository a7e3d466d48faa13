'use client';
import { useQuery } from '@tanstack/react-query';
import { HeartPulse, Plus } from 'lucide-react';
import { useState } from 'react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { useListFilter } from '@/components/table/use-list-filter';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { probeTargetsQuery } from '@/lib/client/queries/probes';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { ProbeTargetSummary } from '@/lib/contracts/probes';
import { ComparisonSection } from './comparison-section';
import { RoleSummary } from './role-summary';
import { TARGET_COLUMNS, targetHref, targetName, targetPhoneRow } from './target-columns';
import { TargetDialog } from './target-dialog';

/** How the services of the site answer: by role, one by one, and beside native ones. */
export function ProbesPage() {
  const { paging, filter } = useListFilter({});
  const result = useQuery(probeTargetsQuery({ page: filter.page, pageSize: filter.pageSize }));
  const refused = useScopeRefusal('probes:write');
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHeader
        title="Probes"
        meta="What the services of the site answer, asked as their users ask"
        actions={
          <Button disabledReason={refused} onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            Add native service
          </Button>
        }
      />
      <div className="grid gap-8">
        <RoleSummary />
        <section aria-label="Services">
          <h2 className="mb-2 text-base font-semibold">Services</h2>
          <DataTable<ProbeTargetSummary>
            name="probe-targets"
            label="Services that are probed"
            noun={{ one: 'service', many: 'services' }}
            columns={TARGET_COLUMNS}
            result={result}
            paging={paging}
            question={filter}
            rowName={targetName}
            rowHref={targetHref}
            phoneRow={targetPhoneRow}
            empty={
              <EmptyState icon={HeartPulse} title="Nothing is probed yet">
                Probes of a domain are set up on its own page, under Probes. A native service is added here, to compare
                domains with.
              </EmptyState>
            }
          />
        </section>
        <ComparisonSection />
      </div>
      {adding ? <TargetDialog onClose={() => setAdding(false)} /> : null}
    </>
  );
}
