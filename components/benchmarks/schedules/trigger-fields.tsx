'use client';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { TriggerKind } from '@/lib/domain/schedule';
import { checkCron } from '@/lib/domain/schedule-times';
import { NextTimes, ownZone } from './next-times';
import { type ScheduleProblems, type ScheduleWish, sentence } from './schedule-wish';

const TRIGGERS: Record<TriggerKind, { readonly label: string; readonly hint: string }> = {
  times: { label: 'At times', hint: 'By the clock, e.g. every night.' },
  'host-change': {
    label: 'After a change of a host',
    hint: 'Another hypervisor or version of it, other processors or CPU flags, more or less memory.',
  },
  migration: { label: 'Around migrations', hint: 'After its domain has moved, and before, if you say so.' },
};
const KINDS = Object.keys(TRIGGERS) as TriggerKind[]; // the keys of a record of them are exactly those

function zoneOptions(chosen: string): { readonly value: string; readonly label: string }[] {
  const names = new Set(['UTC', ownZone(), chosen, ...Intl.supportedValuesOf('timeZone')]);
  return [...names].map((value) => ({ value, label: value }));
}

interface FieldsProps {
  readonly wish: ScheduleWish;
  readonly problems: ScheduleProblems;
  readonly onChange: (change: Partial<ScheduleWish>) => void;
}

/** What makes a run due. */
export function TriggerFields({ wish, problems, onChange }: FieldsProps) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-medium">When</legend>
      <div className="grid gap-x-6 gap-y-1.5 sm:grid-cols-3">
        {KINDS.map((kind) => (
          <label key={kind} className="flex items-start gap-2 text-sm">
            <input
              type="radio"
              name="trigger"
              className="mt-0.5 accent-(--accent)"
              checked={wish.trigger === kind}
              onChange={() => onChange({ trigger: kind })}
            />
            <span>
              {TRIGGERS[kind].label}
              <span className="block text-xs text-muted">{TRIGGERS[kind].hint}</span>
            </span>
          </label>
        ))}
      </div>
      {wish.trigger === 'times' ? <TimesFields wish={wish} problems={problems} onChange={onChange} /> : null}
      {wish.trigger === 'migration' ? (
        <Checkbox
          label="Also before a migration"
          hint="The run is queued first, and the migration waits for it. Where something is in the way of the run, the migration goes at once."
          checked={wish.before}
          onChange={(event) => onChange({ before: event.target.checked })}
        />
      ) : null}
    </fieldset>
  );
}

function TimesFields({ wish, problems, onChange }: FieldsProps) {
  const wrong = checkCron(wish.cron.trim(), new Date(0));
  return (
    <>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Field
          label="Times"
          error={wrong === undefined ? problems['cron'] : sentence(wrong)}
          hint="Minute, hour, day of the month, month, day of the week; * is each."
        >
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              autoComplete="off"
              spellCheck={false}
              value={wish.cron}
              onChange={(event) => onChange({ cron: event.target.value })}
            />
          )}
        </Field>
        <Field label="Time zone" error={problems['zone']}>
          {(control) => (
            <Select
              {...control}
              className="w-full"
              options={zoneOptions(wish.zone)}
              value={wish.zone}
              onValueChange={(zone) => onChange({ zone })}
            />
          )}
        </Field>
      </div>
      <NextTimes times={{ cron: wish.cron.trim(), zone: wish.zone }} />
    </>
  );
}

/** What keeps it from wearing a host down. */
export function LimitFields({ wish, problems, onChange }: FieldsProps) {
  const field = (name: 'budgetMinutes' | 'mostCpuLoad' | 'retryHours') => ({
    inputMode: 'numeric' as const,
    value: wish[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Limits</legend>
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Field
          label="Budget in minutes"
          error={problems['budgetMinutes']}
          hint="Of benchmarks a host and day, those of others with them. Over it, a run is skipped."
        >
          {(control) => <Input {...control} {...field('budgetMinutes')} />}
        </Field>
        <Field
          label="Not above % CPU"
          error={problems['mostCpuLoad']}
          hint="A busier host is left alone. Empty: however busy."
        >
          {(control) => <Input {...control} {...field('mostCpuLoad')} />}
        </Field>
        <Field
          label="Try again for hours"
          error={problems['retryHours']}
          hint="While a host is busy, down or in maintenance, or a domain is off. 0: not at all."
        >
          {(control) => <Input {...control} {...field('retryHours')} />}
        </Field>
      </div>
    </fieldset>
  );
}
