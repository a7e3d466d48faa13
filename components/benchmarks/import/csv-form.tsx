'use client';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { ImportPreview } from '@/lib/contracts/benchmark-imports';
import { Scrolled } from '@/components/ui/scrolled';
import { CSV_DECIMALS, CSV_DELIMITERS, type CsvMapping } from '@/lib/domain/imported-result';

const DELIMITER_WORDS: Record<CsvMapping['delimiter'], string> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
};
const DELIMITERS = CSV_DELIMITERS.map((value) => ({ value, label: DELIMITER_WORDS[value] }));
const DECIMAL_WORDS: Record<CsvMapping['decimal'], string> = { point: 'Point, 1.5', comma: 'Comma, 1,5' };
const DECIMALS = CSV_DECIMALS.map((value) => ({ value, label: DECIMAL_WORDS[value] }));
const HEADERS = [
  { value: 'names', label: 'Names the columns' },
  { value: 'figures', label: 'Holds figures' },
] as const;

/** How the file is written, and its first rows as they are read then. */
export function CsvForm({
  mapping,
  columns,
  head,
  rows,
  onFormChange,
  onDecimalChange,
}: {
  readonly mapping: CsvMapping;
  readonly columns: readonly string[];
  readonly head: ImportPreview['head'];
  readonly rows: number;
  readonly onFormChange: (form: Pick<CsvMapping, 'delimiter' | 'header'>) => void;
  readonly onDecimalChange: (decimal: CsvMapping['decimal']) => void;
}) {
  const { delimiter, header, decimal } = mapping;
  return (
    <section aria-label="How the file is written" className="grid min-w-0 gap-3">
      <h2 className="text-base font-semibold">How the file is written</h2>
      <div className="flex flex-wrap gap-4">
        <Field label="Delimiter">
          {(control) => (
            <Select
              {...control}
              options={DELIMITERS}
              value={delimiter}
              onValueChange={(next) => onFormChange({ delimiter: next, header })}
            />
          )}
        </Field>
        <Field label="First row">
          {(control) => (
            <Select
              {...control}
              options={HEADERS}
              value={header ? 'names' : 'figures'}
              onValueChange={(next) => onFormChange({ delimiter, header: next === 'names' })}
            />
          )}
        </Field>
        <Field label="Decimals">
          {(control) => <Select {...control} options={DECIMALS} value={decimal} onValueChange={onDecimalChange} />}
        </Field>
      </div>
      {columns.length === 0 ? null : (
        <Scrolled label="First rows">
          <table className="w-full text-left text-xs">
            <thead>
              <tr className="bg-sunken text-muted">
                <th scope="col" className="px-2 py-1 font-medium">
                  Line
                </th>
                {columns.map((name) => (
                  <th key={name} scope="col" className="px-2 py-1 font-medium whitespace-nowrap">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="font-mono">
              {head.map(({ line, cells }) => (
                <tr key={line} className="border-t border-line">
                  <th scope="row" className="px-2 py-1 font-normal text-faint">
                    {line}
                  </th>
                  {columns.map((name, index) => (
                    <td key={name} className="max-w-60 truncate px-2 py-1" title={cells[index]}>
                      {cells[index] ?? ''}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
      <p className="text-xs text-muted">
        {shownOf(rows, head.length)} A cell that begins with = + - or @ is data here, and nothing is run.
      </p>
    </section>
  );
}

function shownOf(rows: number, shown: number): string {
  if (rows === 0) return 'No rows.';
  return shown < rows
    ? `The first ${shown} of ${rows.toLocaleString('en-GB')} rows.`
    : rows === 1
      ? 'The only row.'
      : `All ${rows} rows.`;
}
