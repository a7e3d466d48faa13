'use client';
import { Plus, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { Benchmark } from '@/lib/contracts/benchmarks';
import { type BenchmarkPlace, isNative, isPair, placesOf } from '@/lib/domain/benchmark';
import { DomainPicker, HostPicker } from './end-picker';
import { EMPTY_LANE, forBenchmark, type LaneWish, mayAddLane, type RunWish, type RunWishProblems } from './run-wish';

const PLACES: Record<BenchmarkPlace, { readonly label: string; readonly hint: string }> = {
  domain: { label: 'In a domain', hint: 'By the agent in its guest.' },
  'domain-pair': { label: 'Between two domains', hint: 'On one host or on two.' },
  host: { label: 'On a host itself', hint: 'Native: without a guest, what guests are compared with.' },
  'host-pair': { label: 'Between two hosts', hint: 'Native. The same host twice is two of its processes.' },
};

interface FieldsProps {
  readonly offered: readonly Benchmark[];
  readonly benchmark: Benchmark;
  readonly place: BenchmarkPlace;
  readonly wish: RunWish;
  readonly problems: RunWishProblems;
  readonly onChange: (change: Partial<RunWish>) => void;
}

/** The fields of a run; what the definition says stands in them until somebody types something else. */
export function RunFields({ offered, benchmark, place, wish, problems, onChange }: FieldsProps) {
  return (
    <>
      <Field label="Benchmark" hint={benchmark.about}>
        {(control) => (
          <Select
            {...control}
            className="w-full max-w-md"
            options={offered.map(({ name, title }) => ({ value: name, label: title }))}
            value={benchmark.name}
            // Another benchmark has other parameters; where it runs stays, if it can run there.
            onValueChange={(name) => {
              const next = offered.find((each) => each.name === name);
              if (next !== undefined) onChange(forBenchmark(wish, place, next));
            }}
          />
        )}
      </Field>
      <fieldset>
        <legend className="mb-1 text-sm font-medium">Where</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-1.5">
          {placesOf(benchmark).map((each) => (
            <label key={each} className="flex items-start gap-2 text-sm">
              <input
                type="radio"
                name="place"
                className="mt-0.5 accent-(--accent)"
                checked={place === each}
                onChange={() => onChange({ place: each, lanes: [EMPTY_LANE] })}
              />
              <span>
                {PLACES[each].label}
                <span className="block text-xs text-muted">{PLACES[each].hint}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Lanes place={place} wish={wish} problems={problems} onChange={onChange} />
      {benchmark.parameters.length === 0 ? null : (
        <fieldset>
          <legend className="mb-1 text-sm font-medium">Parameters</legend>
          <div className="grid items-start gap-3 sm:grid-cols-2">
            {benchmark.parameters.map((parameter) => (
              <Field
                key={parameter.name}
                label={parameter.unit === null ? parameter.title : `${parameter.title} in ${parameter.unit}`}
                error={problems[`parameter.${parameter.name}`]}
                hint={rangeOf(parameter)}
              >
                {(control) => (
                  <Input
                    {...control}
                    inputMode={parameter.kind === 'integer' ? 'numeric' : 'text'}
                    placeholder={String(parameter.default)}
                    value={wish.parameters[parameter.name] ?? ''}
                    onChange={(event) =>
                      onChange({ parameters: { ...wish.parameters, [parameter.name]: event.target.value } })
                    }
                  />
                )}
              </Field>
            ))}
          </div>
          <p className="mt-1 text-xs text-muted">Left empty, a parameter is as the definition has it.</p>
        </fieldset>
      )}
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Field
          label="Repeats"
          error={problems['repeats']}
          hint="Ten on each side carry a verdict; fewer only show figures."
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              placeholder={String(benchmark.repeats)}
              value={wish.repeats}
              onChange={(event) => onChange({ repeats: event.target.value })}
            />
          )}
        </Field>
        <Field label="Warm-ups" error={problems['warmUps']} hint="Run first, and not counted.">
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              placeholder={String(benchmark.warmUps)}
              value={wish.warmUps}
              onChange={(event) => onChange({ warmUps: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Checkbox
        label="Let moves and starts on its hosts through"
        hint="They are recorded, and the run is called disturbed. Left out, they are refused until it has ended."
        checked={wish.guard === 'record'}
        onChange={(event) => onChange({ guard: event.target.checked ? 'record' : 'refuse' })}
      />
      <Field label="Reason" optional hint="Kept with the run and in the audit.">
        {(control) => (
          <Input
            {...control}
            maxLength={500}
            value={wish.reason}
            onChange={(event) => onChange({ reason: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** One end or pair, and those that run it at the same time. */
function Lanes({ place, wish, problems, onChange }: Omit<FieldsProps, 'offered' | 'benchmark'>) {
  const Picker = isNative(place) ? HostPicker : DomainPicker;
  const noun = isNative(place) ? 'Host' : 'Domain';
  const change = (index: number, lane: Partial<LaneWish>) =>
    onChange({ lanes: wish.lanes.map((old, each) => (each === index ? { ...old, ...lane } : old)) });
  const many = wish.lanes.length > 1;
  return (
    <div className="grid gap-3">
      {wish.lanes.map((lane, index) => (
        // Lanes have nothing but their place: an empty one is like another.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset key={index} className="min-w-0">
          <legend className={many ? 'mb-1 text-xs text-muted' : 'sr-only'}>{`Measurement ${index + 1}`}</legend>
          <div className="flex items-start gap-2">
            <div className="grid grow items-start gap-3 sm:grid-cols-2">
              <Picker
                label={noun}
                value={lane.end}
                error={problems[`lane.${index}.end`]}
                onChange={(end) => change(index, { end })}
              />
              {isPair(place) ? (
                <Picker
                  label={`Other ${noun.toLowerCase()}`}
                  value={lane.peer}
                  error={problems[`lane.${index}.peer`]}
                  onChange={(peer) => change(index, { peer })}
                />
              ) : null}
            </div>
            {many ? (
              <IconButton
                label={`Remove measurement ${index + 1}`}
                className="mt-6"
                onClick={() => onChange({ lanes: wish.lanes.filter((_, each) => each !== index) })}
              >
                <X aria-hidden />
              </IconButton>
            ) : null}
          </div>
        </fieldset>
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          size="sm"
          disabledReason={mayAddLane(wish) ? undefined : 'No more at the same time.'}
          onClick={() => onChange({ lanes: [...wish.lanes, EMPTY_LANE] })}
        >
          <Plus aria-hidden />
          {isPair(place) ? 'Another pair at the same time' : 'Another at the same time'}
        </Button>
        <span className="text-xs text-muted">What they have together, and what becomes of each, is measured.</span>
      </div>
    </div>
  );
}

function rangeOf({ min, max }: Benchmark['parameters'][number]): string | undefined {
  if (min !== null && max !== null) return `From ${min} to ${max}.`;
  if (min !== null) return `At least ${min}.`;
  return max === null ? undefined : `At most ${max}.`;
}
