'use client';
import { useQuery } from '@tanstack/react-query';
import { Calculator, Download } from 'lucide-react';
import { useState } from 'react';
import { LineFrame } from '@/components/charts/line-frame';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { EmptyState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { ActionMenu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { withQuery } from '@/lib/client/http';
import { accountingQuery } from '@/lib/client/queries/accounting';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { ACCOUNTING_FORMATS, Accounting } from '@/lib/contracts/accounting';
import { api } from '@/lib/utils/paths';
import { DaysAsked, useDaysAsked } from './days-asked';
import { prepareShares } from './prepare-shares';
import { ReckoningButton } from './reckoning-dialog';
import { SettingsDialog } from './settings-dialog';
import { ShareDialog } from './share-dialog';
import { shareOfWords } from './share-words';
import { UseTable } from './use-table';

/** A chart is drawn of so many VOs, those that used most; the table has all. */
const CHARTS = 6;

/** What VOs used and what their share is; who is bound to VOs sees theirs. */
export function AccountingPage() {
  const days = useDaysAsked();
  const { asked } = days;
  const { data, error } = useQuery(accountingQuery(asked));
  const wrong = placeErrors(error, ['from', 'to']);
  const refused = useScopeRefusal('leases:approve');
  const [edited, setEdited] = useState<{ readonly vo: string; readonly weight: number | null }>();
  const [settings, setSettings] = useState(false);
  const save = (format: (typeof ACCOUNTING_FORMATS)[number]): void => {
    // An attachment: the page stays where it is.
    window.location.assign(withQuery(api.exportAccounting(), { ...asked, format }));
  };
  return (
    <>
      <PageHeader
        title="Accounting"
        actions={
          <>
            {refused === undefined ? (
              <Button onClick={() => setSettings(true)}>How it is reckoned</Button>
            ) : data === undefined ? null : (
              <ReckoningButton of={data} />
            )}
            <ActionMenu
              trigger={
                <Button>
                  <Download aria-hidden />
                  Export
                </Button>
              }
              heading="These days, domain by domain"
              items={[
                { id: 'csv', label: 'CSV', onSelect: () => save('csv') },
                {
                  id: 'apel',
                  label: 'APEL-like records',
                  disabledReason:
                    asked.of === 'simulated'
                      ? 'Simulated domains used nothing that a grid could be told of.'
                      : undefined,
                  onSelect: () => save('apel'),
                },
              ]}
            />
          </>
        }
      />
      <DaysAsked days={days} shown={data} wrong={wrong.at} />
      {wrong.rest === undefined ? null : <SubmitError sentence={wrong.rest} />}
      {data === undefined ? (
        error === null ? (
          <p className="text-sm text-muted">Adding up.</p>
        ) : null
      ) : (
        <Reckoned data={data} refused={refused} onEdit={setEdited} />
      )}
      {edited === undefined ? null : <ShareDialog share={edited} onClose={() => setEdited(undefined)} />}
      {settings && data !== undefined ? <SettingsDialog of={data} onClose={() => setSettings(false)} /> : null}
    </>
  );
}

function Reckoned({
  data,
  refused,
  onEdit,
}: {
  readonly data: Accounting;
  readonly refused: string | undefined;
  readonly onEdit: (share: { readonly vo: string; readonly weight: number | null }) => void;
}) {
  const most = data.items
    .flatMap(({ vo, vcpuHours }) => (vo === null ? [] : [{ vo, vcpuHours }]))
    .toSorted((a, b) => b.vcpuHours - a.vcpuHours)
    .slice(0, CHARTS);
  return (
    <div className="grid gap-8">
      {data.items.length === 0 ? (
        <EmptyState
          icon={Calculator}
          title="Nothing was used in these days"
          action={
            <Button disabledReason={refused} onClick={() => onEdit({ vo: '', weight: null })}>
              Set a share
            </Button>
          }
        >
          A domain counts from when it keeps a place on a host, with its vCPUs and memory, to its VO.
        </EmptyState>
      ) : (
        <UseTable data={data} refused={refused} onEdit={onEdit} />
      )}
      {most.length === 0 ? null : (
        <section aria-label="Fair share">
          <h2 className="text-base font-semibold">Fair share</h2>
          <p className="mb-2 max-w-3xl text-sm text-muted">Each is the VO’s part {shareOfWords(data)}.</p>
          <div className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
            {most.map(({ vo }) => (
              <LineFrame key={vo} fileName={`share-${vo}-${data.from}-${data.to}`} model={prepareShares(data, vo)} />
            ))}
          </div>
        </section>
      )}
    </div>
  );
}
