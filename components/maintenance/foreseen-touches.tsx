'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { formatStretch } from '@/components/ui/format-age';
import type { ForeseenMaintenance, Maintenance } from '@/lib/contracts/maintenances';
import { foreseenWords, newlyTouched } from './maintenance-words';

/** What of the VO the maintenance would touch at the time that is typed, before it is put off for good. */
export function ForeseenTouches({
  told,
  foreseen: { data, error },
}: {
  readonly told: Maintenance['vos'][number];
  readonly foreseen: Pick<UseQueryResult<ForeseenMaintenance>, 'data' | 'error'>;
}) {
  if (data === undefined)
    return (
      <p className="text-sm text-muted">
        {error === null
          ? 'Looking at what it touches then.'
          : `What it touches then could not be read: ${errorSentence(error)}`}
      </p>
    );
  return (
    <Banner live kind={newlyTouched(data, told).length === 0 ? 'info' : 'warning'}>
      Then it is {formatStretch(data.startsAt, data.endsAt)}, and {foreseenWords(data, told)}
    </Banner>
  );
}
