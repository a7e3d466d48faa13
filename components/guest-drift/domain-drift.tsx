'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { ErrorState, errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { checkGuestDrift, scheduleGuestDrift } from '@/lib/client/mutations/guest-drift';
import { guestDriftQuery } from '@/lib/client/queries/guest-drift';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { DomainDetail } from '@/lib/contracts/domains';
import type { GuestDrift } from '@/lib/contracts/guest-drift';
import { DRIFT_CHECK_WORDS } from '@/lib/domain/guest-drift';
import { pages } from '@/lib/utils/paths';
import { FindingRow } from './finding-row';
import { RebuildDialog } from './rebuild-dialog';

type Domain = Pick<DomainDetail, 'id' | 'name'>;

/** What the image promised against what runs. */
export function DomainDrift({ domain }: { readonly domain: Domain }) {
  const result = useQuery(guestDriftQuery(domain.id));
  if (result.data !== undefined) return <View domain={domain} drift={result.data} />;
  return result.error === null ? (
    <Skeleton className="h-48" />
  ) : (
    <ErrorState error={result.error} what="its drift" onRetry={() => void result.refetch()} />
  );
}

function View({ domain, drift }: { readonly domain: Domain; readonly drift: GuestDrift }) {
  const [rebuilding, setRebuilding] = useState(false);
  const { image, checkedAt, operationId, kernel, skipped, findings, can } = drift;
  const open = findings.filter(({ state }) => state === 'open').length;
  return (
    <div className="grid max-w-4xl min-w-0 gap-6">
      <div className="flex flex-wrap items-end gap-3">
        <CheckButton domain={domain} drift={drift} />
        <Button
          disabledReason={can.rebuild.allowed ? undefined : can.rebuild.reason}
          onClick={() => setRebuilding(true)}
        >
          Rebuild…
        </Button>
        <Interval domain={domain} drift={drift} />
      </div>
      {checkedAt === null ? (
        <Banner>It was never compared with anything.</Banner>
      ) : open === 0 ? (
        <Banner kind="good">Nothing is open: what was compared is as it was promised, or accepted.</Banner>
      ) : (
        <Banner kind="warning">{open === 1 ? 'One difference is open.' : `${open} differences are open.`}</Banner>
      )}
      <DescriptionList
        items={[
          {
            term: 'Made of',
            value:
              image === null ? (
                'no image of the library: only what is asked of every guest is compared'
              ) : (
                <TextLink href={pages.image(image.imageId)}>
                  {image.name}, version {image.version}
                </TextLink>
              ),
          },
          {
            term: 'Compared',
            value:
              checkedAt === null ? null : operationId === null ? (
                <Age at={checkedAt} />
              ) : (
                <TextLink href={pages.operation(operationId)}>
                  <Age at={checkedAt} />
                </TextLink>
              ),
          },
          { term: 'Kernel then', value: kernel },
        ]}
      />
      {findings.length === 0 ? null : (
        <ul aria-label="Findings" className="divide-y divide-line border-y border-line text-sm">
          {findings.map((finding) => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      {skipped.length === 0 ? null : (
        <section aria-label="Not compared">
          <h2 className="mb-1 text-base font-semibold">Not compared</h2>
          <ul className="text-sm text-muted">
            {skipped.map(({ check, why }) => (
              <li key={check}>
                {DRIFT_CHECK_WORDS[check]}: {why}.
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="text-sm">
        <InlineLink href={pages.guestDrift()}>Drift of all domains</InlineLink>
      </p>
      {rebuilding ? <RebuildDialog domain={domain} onClose={() => setRebuilding(false)} /> : null}
    </div>
  );
}

function CheckButton({ domain, drift }: { readonly domain: Domain; readonly drift: GuestDrift }) {
  const check = useMutation(checkGuestDrift());
  const { can } = drift;
  return (
    <div className="grid gap-1">
      <Button
        variant="primary"
        disabledReason={can.check.allowed ? undefined : can.check.reason}
        pending={check.isPending}
        onClick={() =>
          check.mutate(
            { id: domain.id, idempotencyKey: newIdempotencyKey(), body: {} },
            { onSuccess: ({ operation }) => rememberOwnOperation(operation.id) },
          )
        }
      >
        <GitCompareArrows aria-hidden />
        Compare now
      </Button>
      {check.error === null ? null : (
        <p role="alert" className="text-xs text-danger">
          {errorSentence(check.error)}
        </p>
      )}
    </div>
  );
}

const INTERVALS = [
  { value: 'never', label: 'only when asked' },
  { value: '1', label: 'every hour' },
  { value: '6', label: 'every 6 hours' },
  { value: '24', label: 'every day' },
  { value: '168', label: 'every week' },
];

function Interval({ domain, drift }: { readonly domain: Domain; readonly drift: GuestDrift }) {
  const schedule = useMutation(scheduleGuestDrift());
  const refused = useScopeRefusal('domains:edit');
  const value = drift.everyHours === null ? 'never' : String(drift.everyHours);
  // Set by a script to hours that are not offered: shown as it is.
  const options = INTERVALS.some((each) => each.value === value)
    ? INTERVALS
    : [...INTERVALS, { value, label: `every ${value} hours` }];
  if (refused !== undefined)
    return (
      <p className="text-sm text-muted">Compared {options.find((each) => each.value === value)?.label ?? value}</p>
    );
  return (
    <Field label="Compare" error={schedule.error === null ? undefined : errorSentence(schedule.error)}>
      {(control) => (
        <Select
          {...control}
          value={value}
          options={options}
          onValueChange={(next) =>
            schedule.mutate({ id: domain.id, body: { everyHours: next === 'never' ? null : Number(next) } })
          }
        />
      )}
    </Field>
  );
}
