import { FacetFilter } from '@/components/table/facet-filter';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ChoiceSelect } from '../analysis/choice-select';
import type { BenchmarkChoices } from '@/lib/contracts/benchmark-analysis';
import { STANDING_WORDS, STANDINGS } from '@/lib/domain/benchmark';
import { saysSomething, type Selection } from './selection-address';

const STANDING_CHOICES = STANDINGS.map((id) => ({ id, name: STANDING_WORDS[id] }));
const dayOf = (date: Date | null): string => (date === null ? '' : date.toISOString().slice(0, 10));
const dateOf = (day: string): Date | null => (day === '' ? null : new Date(`${day}T00:00:00Z`));

/** One of the two selections. What is left open does not narrow it. */
export function SelectionFields({
  name,
  selection,
  choices,
  onChange,
}: {
  readonly name: 'A' | 'B';
  readonly selection: Selection;
  readonly choices: BenchmarkChoices;
  readonly onChange: (change: Partial<Selection>) => void;
}) {
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-semibold">Selection {name}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <div className="flex flex-wrap items-center gap-2 sm:col-span-2">
          <FacetFilter
            label={`Runs of ${name}`}
            options={choices.runs.map(({ id, label, at }) => ({
              value: id,
              label: `${label}, ${new Date(at).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' })}`,
            }))}
            chosen={selection.run}
            onChange={(run) => onChange({ run })}
          />
          {saysSomething(selection) ? (
            <Button
              variant="ghost"
              onClick={() =>
                onChange({
                  run: [],
                  host: null,
                  technology: null,
                  domain: null,
                  standing: null,
                  since: null,
                  until: null,
                })
              }
            >
              Clear {name}
            </Button>
          ) : null}
        </div>
        <ChoiceSelect
          label={`Technology of ${name}`}
          choices={choices.technologies}
          value={selection.technology}
          onChange={(technology) => onChange({ technology })}
        />
        {choices.hosts.length === 0 ? null : (
          <ChoiceSelect
            label={`Host of ${name}`}
            choices={choices.hosts}
            value={selection.host}
            onChange={(host) => onChange({ host })}
          />
        )}
        <ChoiceSelect
          label={`Domain of ${name}`}
          choices={choices.domains}
          value={selection.domain}
          onChange={(domain) => onChange({ domain })}
        />
        <ChoiceSelect
          label={`Standing of ${name}`}
          choices={STANDING_CHOICES}
          value={selection.standing}
          onChange={(standing) => onChange({ standing })}
        />
        <Field label={`From (${name})`}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={dayOf(selection.since)}
              onChange={(event) => onChange({ since: dateOf(event.target.value) })}
            />
          )}
        </Field>
        <Field label={`To (${name})`}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={dayOf(selection.until)}
              onChange={(event) => onChange({ until: dateOf(event.target.value) })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
}
