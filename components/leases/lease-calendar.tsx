'use client';
import { useQuery } from '@tanstack/react-query';
import { CalendarRange } from 'lucide-react';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { type ReactNode, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { EmptyState, errorSentence } from '@/components/status/view-states';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { TONE_FILL, type Tone } from '@/components/ui/tone';
import { VoTag } from '@/components/ui/vo-tag';
import { leasesQuery } from '@/lib/client/queries/leases';
import { maintenancesQuery } from '@/lib/client/queries/maintenances';
import { HOLDING_STATES } from '@/lib/domain/lease';
import { MAINTENANCE_STANDING_WORDS } from '@/lib/domain/maintenance';
import { sizeWords } from '@/lib/domain/lease-terms';
import { pages } from '@/lib/utils/paths';
import { DAY_MS } from '@/lib/utils/time';
import { barsOf, type DayMark, dayMarks, type LeaseBar, maintenanceBars, type MaintenanceBar } from './calendar-spans';
import { LeaseBadge, termsOf, timeWords, toneOf, zoneWords } from './lease-look';

const STRETCHES = ['7', '28', '91'] as const;
const OPTIONS = [
  { value: '7', label: 'A week' },
  { value: '28', label: 'Four weeks' },
  { value: '91', label: 'A quarter' },
] as const;
/** More lines than these nobody reads; the API pages through the rest. */
const SHOWN = 500;

/** What is lent when, by machine class, and which hosts are maintained; who is bound to VOs sees theirs. */
export function LeaseCalendar() {
  const [days, setDays] = useQueryState('days', parseAsStringLiteral(STRETCHES).withDefault('28'));
  const [fromMs] = useState(() => Date.now());
  const { data, error } = useQuery(leasesQuery({ state: [...HOLDING_STATES], pageSize: SHOWN }));
  const { data: maintenances } = useQuery(maintenancesQuery({ open: true, pageSize: SHOWN }));
  const stretch = { fromMs, untilMs: fromMs + Number(days) * DAY_MS };
  const marks = dayMarks(stretch, MARK_EVERY_DAYS[days]);
  const classes = barsOf(data?.items ?? [], stretch);
  const maintained = maintenanceBars(maintenances?.items ?? [], stretch);
  return (
    <>
      <PageHeader
        title="Calendar of leases"
        meta={
          <>
            <InlineLink href={pages.leases()}>All leases</InlineLink>
            <InlineLink href={pages.maintenances()}>All maintenance</InlineLink>
          </>
        }
        actions={
          <Field label="Shown" className="flex items-center gap-2">
            {(control) => (
              <Select {...control} value={days} options={OPTIONS} onValueChange={(value) => void setDays(value)} />
            )}
          </Field>
        }
      />
      {error === null ? null : <SubmitError sentence={errorSentence(error)} />}
      {data === undefined ? (
        <p className="text-sm text-muted">Reading what is lent.</p>
      ) : classes.length === 0 && maintained.length === 0 ? (
        <EmptyState icon={CalendarRange} title="Nothing is lent in this time">
          Leases that were approved stand here from their start to their end.
        </EmptyState>
      ) : (
        <div className="grid gap-8">
          <p className="text-xs text-muted">Each day begins at its mark, at midnight. {zoneWords()}</p>
          {data.total > SHOWN ? (
            <p className="text-sm text-muted">{data.total - SHOWN} earlier leases are not drawn.</p>
          ) : null}
          {maintained.length === 0 ? null : (
            <Stretch label="Maintenance of hosts" marks={marks}>
              <ol aria-label="Maintenance" className="divide-y divide-line border-y border-line">
                {maintained.map((bar) => (
                  <MaintenanceRow key={bar.maintenance.id} {...bar} />
                ))}
              </ol>
            </Stretch>
          )}
          {classes.map(({ hostClass, label, bars }) => (
            <Stretch key={hostClass} label={label} marks={marks}>
              <ol aria-label={`Leases on ${label}`} className="divide-y divide-line border-y border-line">
                {bars.map((bar) => (
                  <Row key={bar.lease.id} {...bar} />
                ))}
              </ol>
            </Stretch>
          ))}
        </div>
      )}
    </>
  );
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const MARK_EVERY_DAYS: Record<(typeof STRETCHES)[number], number> = { '7': 1, '28': 7, '91': 14 };
/** A date that begins farther right would stand over the end of the stretch on a narrow screen. */
const DATED_UNTIL = 0.86;
/** Of the ruler and of every bar: what begins at one time stands under its mark. */
const COLUMNS = 'grid grid-cols-[10rem_minmax(0,1fr)] max-sm:grid-cols-1';

/** A heading, the days, and bars under them. */
function Stretch({
  label,
  marks,
  children,
}: {
  readonly label: string;
  readonly marks: readonly DayMark[];
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={label} className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">{label}</h2>
      <div aria-hidden className={COLUMNS}>
        <div className="relative h-4 overflow-x-clip text-xs text-muted sm:col-start-2">
          {marks.map(({ atMs, at }) => (
            <span
              key={atMs}
              className="absolute h-full border-l border-line pl-1 whitespace-nowrap"
              style={{ left: `${at * 100}%` }}
            >
              {at > DATED_UNTIL ? null : DAY.format(new Date(atMs))}
            </span>
          ))}
        </div>
      </div>
      {children}
    </section>
  );
}

function Row({ lease, from, until }: LeaseBar) {
  const terms = termsOf(lease);
  return (
    <li className={cn(COLUMNS, 'items-center py-1 text-sm')}>
      <span className="flex min-w-0 items-center gap-2">
        <TextLink href={pages.lease(lease.id)}>Lease {lease.number}</TextLink>
        <VoTag vo={lease.vo} />
        <span className="sr-only">
          <LeaseBadge lease={lease} plain />, {sizeWords(terms)}, {timeWords(terms)}
        </span>
      </span>
      <Bar
        title={`${lease.environment.name}, ${sizeWords(terms)}, ${timeWords(terms)}`}
        tone={toneOf(lease.state)}
        from={from}
        until={until}
      />
    </li>
  );
}

function MaintenanceRow({ maintenance, from, until }: MaintenanceBar) {
  return (
    <li className={cn(COLUMNS, 'items-center py-1 text-sm')}>
      <span className="min-w-0">
        <TextLink href={pages.maintenance(maintenance.id)}>{maintenance.hostName}</TextLink>
        <span className="sr-only">
          {MAINTENANCE_STANDING_WORDS[maintenance.standing]}, {timeWords(maintenance)}, {maintenance.reason}
        </span>
      </span>
      <Bar title={`${maintenance.reason}, ${timeWords(maintenance)}`} tone="paused" from={from} until={until} />
    </li>
  );
}

function Bar({
  title,
  tone,
  from,
  until,
}: {
  readonly title: string;
  readonly tone: Tone;
  readonly from: number;
  readonly until: number;
}) {
  return (
    <span aria-hidden className="relative block h-4 rounded-sm bg-sunken" title={title}>
      <span
        className={cn('absolute h-full rounded-sm', TONE_FILL[tone])}
        style={{ left: `${from * 100}%`, width: `max(3px, ${(until - from) * 100}%)` }}
      />
    </span>
  );
}
