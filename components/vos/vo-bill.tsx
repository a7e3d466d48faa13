'use client';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { DaysAsked, useDaysAsked } from '@/components/accounting/days-asked';
import { prepareShares } from '@/components/accounting/prepare-shares';
import { ReckoningButton } from '@/components/accounting/reckoning-dialog';
import { shareOfWords } from '@/components/accounting/share-words';
import { LineFrame } from '@/components/charts/line-frame';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { formatPercent } from '@/components/ui/figures';
import { formatMoment } from '@/components/ui/format-age';
import { withQuery } from '@/lib/client/http';
import { accountingQuery } from '@/lib/client/queries/accounting';
import type { Accounting } from '@/lib/contracts/accounting';
import { classHosts } from '@/lib/domain/host';
import { formatNumber } from '@/lib/utils/figures';
import { api } from '@/lib/utils/paths';

/** What the VO used in some days, and its share; the same domain by domain as a file. */
export function VoBill({ vo }: { readonly vo: string }) {
  const days = useDaysAsked();
  const asked = { ...days.asked, vo };
  const { data, error } = useQuery(accountingQuery(asked));
  const wrong = placeErrors(error, ['from', 'to']);
  return (
    <section aria-label="Bill">
      <DaysAsked days={days} shown={data} wrong={wrong.at} />
      {wrong.rest === undefined ? null : <SubmitError sentence={wrong.rest} />}
      {data === undefined ? (
        error === null ? (
          <p className="text-sm text-muted">Adding up.</p>
        ) : null
      ) : (
        <div className="grid gap-6">
          <div>
            <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
              <h2 className="text-base font-semibold">
                Use from {data.from} to {data.to} <span className="text-sm font-normal text-muted">(days of UTC)</span>
              </h2>
              <span className="flex flex-wrap gap-2">
                <ReckoningButton of={data} />
                <Button
                  onClick={() => window.location.assign(withQuery(api.exportAccounting(), { ...asked, format: 'csv' }))}
                >
                  <Download aria-hidden />
                  CSV, domain by domain
                </Button>
              </span>
            </div>
            <DescriptionList items={billItems(data, vo)} />
            <p className="mt-2 max-w-3xl text-xs text-muted">
              The actual share is that of {data.to}: {vo}’s part {shareOfWords(data)}. What a domain kept on a host
              counts, whatever it did with it. There are no prices: it is a bill in hours.{' '}
              {data.knownSinceAt === null
                ? 'Nothing has been recorded yet.'
                : `Recorded since ${formatMoment(data.knownSinceAt)}; what was before is in no sum.`}
            </p>
          </div>
          <LineFrame fileName={`share-${vo}-${data.from}-${data.to}`} model={prepareShares(data, vo)} />
        </div>
      )}
    </section>
  );
}

function billItems({ items, benchmark, of }: Accounting, vo: string) {
  const item = items.find((each) => each.vo === vo);
  if (item === undefined) return [];
  const { normalised, share } = item;
  return [
    { term: 'Domains', value: String(item.domains) },
    { term: 'vCPU-hours', value: formatNumber(item.vcpuHours) },
    ...item.byClass.map((each) => ({
      term: `of these on ${classHosts(each.hostClass)}, ${each.architecture}`,
      value: formatNumber(each.vcpuHours),
    })),
    { term: 'GiB-hours of memory', value: formatNumber(item.memoryGiBHours) },
    ...(normalised === null || benchmark === null
      ? []
      : [
          {
            term: `${benchmark.type}, ${benchmark.unit} × h`,
            value: `${formatNumber(normalised.amount)}${normalised.unmeasuredVcpuHours === 0 ? '' : `, without ${formatNumber(normalised.unmeasuredVcpuHours)} vCPU-hours on hosts not measured`}`,
          },
        ]),
    { term: 'Target share', value: percent(share?.target) },
    { term: 'Actual share', value: percent(share?.actual, ` of what counts of all VOs, ${of} domains`) },
  ];
}

const percent = (value: number | null | undefined, what = ''): string | null =>
  value === null || value === undefined ? null : `${formatPercent(value)}${what}`;
