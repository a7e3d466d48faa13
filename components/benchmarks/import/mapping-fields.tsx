'use client';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { METRIC_DIRECTIONS } from '@/lib/domain/benchmark';
import {
  CSV_FIELDS,
  CSV_FIELD_WORDS,
  type CsvField,
  type CsvMapping,
  type FieldSource,
  IMPORT_TAGS_MAX,
  MEASURED_ON,
} from '@/lib/domain/imported-result';
import { useId } from 'react';
import { freeColumns, withField } from './mapping-draft';

/** Fields that take one of a few words. */
const WORDS: Partial<Record<CsvField, readonly string[]>> = {
  direction: METRIC_DIRECTIONS,
  measuredOn: MEASURED_ON,
  ends: ['one', 'pair'],
  emulated: ['yes', 'no'],
};

/** What each column means; what the file lacks is one word for all rows. */
export function MappingFields({
  mapping,
  columns,
  onChange,
}: {
  readonly mapping: CsvMapping;
  readonly columns: readonly string[];
  readonly onChange: (mapping: CsvMapping) => void;
}) {
  const free = freeColumns(mapping, columns);
  const groups = [
    { title: 'Needed', fields: CSV_FIELDS.filter((field) => CSV_FIELD_WORDS[field].required) },
    { title: 'May be left out', fields: CSV_FIELDS.filter((field) => !CSV_FIELD_WORDS[field].required) },
  ];
  return (
    <section aria-label="What the columns mean" className="grid gap-3">
      <h2 className="text-base font-semibold">What the columns mean</h2>
      <div className="grid gap-x-8 gap-y-4 xl:grid-cols-2">
        {groups.map(({ title, fields }) => (
          <div key={title}>
            <h3 className="mb-1 text-sm font-medium text-muted">{title}</h3>
            <div className="divide-y divide-line border-y border-line">
              {fields.map((field) => (
                <MappedField
                  key={field}
                  field={field}
                  source={mapping.fields[field]}
                  columns={columns}
                  onChange={(source) => onChange(withField(mapping, field, source))}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
      {free.length === 0 ? null : (
        <details>
          <summary className="w-fit rounded-sm text-sm text-muted">
            Keep other columns as tags ({mapping.tags.length} of {free.length})
          </summary>
          <div className="mt-2 grid gap-1 sm:grid-cols-2 lg:grid-cols-3">
            {free.map((index) => {
              const kept = mapping.tags.includes(index);
              return (
                <Checkbox
                  key={index}
                  label={columns[index]}
                  checked={kept}
                  disabled={!kept && mapping.tags.length >= IMPORT_TAGS_MAX}
                  onChange={() =>
                    onChange({
                      ...mapping,
                      tags: kept ? mapping.tags.filter((each) => each !== index) : [...mapping.tags, index],
                    })
                  }
                />
              );
            })}
          </div>
        </details>
      )}
    </section>
  );
}

const NONE = 'none';
const CONSTANT = 'constant';

function MappedField({
  field,
  source,
  columns,
  onChange,
}: {
  readonly field: CsvField;
  readonly source: FieldSource | undefined;
  readonly columns: readonly string[];
  readonly onChange: (source: FieldSource | undefined) => void;
}) {
  const id = useId();
  const { title, hint, required, columnOnly } = CSV_FIELD_WORDS[field];
  const words = WORDS[field];
  const options = [
    { value: NONE, label: required ? 'Choose…' : 'Left out' },
    ...(columnOnly ? [] : [{ value: CONSTANT, label: 'The same in all rows:' }]),
    ...columns.map((name, index) => ({ value: String(index), label: name })),
  ];
  const value = source === undefined ? NONE : 'column' in source ? String(source.column) : CONSTANT;
  return (
    <div className="grid gap-x-4 gap-y-1 py-2 sm:grid-cols-[120px_1fr]">
      <label htmlFor={id} className="pt-1 text-sm font-medium">
        {title}
      </label>
      <div className="grid min-w-0 gap-1">
        <div className="flex flex-wrap gap-2">
          <Select
            id={id}
            aria-describedby={`${id}-hint`}
            className="max-w-full min-w-0 grow basis-48 [&_select]:w-full"
            options={options}
            value={value}
            onValueChange={(next) =>
              onChange(
                next === NONE
                  ? undefined
                  : next === CONSTANT
                    ? { constant: words?.[0] ?? '' }
                    : { column: Number(next) },
              )
            }
          />
          {source === undefined || 'column' in source ? null : words === undefined ? (
            <Input
              aria-label={`${title} of all rows`}
              className="min-w-0 grow basis-40"
              value={source.constant}
              onChange={(event) => onChange({ constant: event.target.value })}
            />
          ) : (
            <Select
              aria-label={`${title} of all rows`}
              className="min-w-0 grow basis-40"
              options={words.map((word) => ({ value: word, label: word }))}
              value={source.constant}
              onValueChange={(constant) => onChange({ constant })}
            />
          )}
        </div>
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      </div>
    </div>
  );
}
