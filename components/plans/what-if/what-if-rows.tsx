'use client';
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { DomainPicker, HostPicker } from './named-picker';
import { type CountedRow, type DomainRow, type DraftErrors, type HostRow, UNNAMED } from './what-if-draft';

interface RowsProps<Row> {
  readonly rows: readonly Row[];
  readonly most: number;
  readonly errors: DraftErrors;
  readonly onChange: (rows: readonly Row[]) => void;
}

export function HostsRemovedRows({ rows, most, errors, onChange }: RowsProps<HostRow>) {
  return (
    <Rows
      legend="Hosts that are removed"
      hint="Each is emptied in thought, one after the other, by the plan of a real drain."
      another="Another host to remove"
      blank={{ like: UNNAMED }}
      {...{ rows, most, onChange }}
    >
      {(row, index, set) => (
        <div className="w-full max-w-xs">
          <HostPicker
            label={numbered('Host to remove', index)}
            value={row.like}
            error={errors[`hostsRemoved.${index}`]}
            onChange={(like) => set({ ...row, like })}
          />
        </div>
      )}
    </Rows>
  );
}

export function DomainsAddedRows({ rows, most, errors, onChange }: RowsProps<DomainRow>) {
  return (
    <Rows
      legend="Domains that are added"
      hint="They go where the technology, networks and shared storage of the one that they are like let them."
      another="Domains like another"
      blank={{ like: UNNAMED, count: '', memoryMiB: '', vcpus: '' }}
      {...{ rows, most, onChange }}
    >
      {(row, index, set) => {
        const number = (label: string, field: 'count' | 'memoryMiB' | 'vcpus', path: string, optional: boolean) => (
          <Field label={numbered(label, index)} optional={optional} error={errors[`domainsAdded.${index}.${path}`]}>
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                value={row[field]}
                placeholder={optional ? 'the same' : undefined}
                onChange={({ target: { value } }) => set({ ...row, [field]: value })}
              />
            )}
          </Field>
        );
        return (
          <div className="grid w-full max-w-3xl items-start gap-3 sm:grid-cols-[6rem_minmax(12rem,1fr)_12rem_9rem]">
            {number('How many', 'count', 'count', false)}
            <DomainPicker
              label={numbered('Like domain', index)}
              value={row.like}
              error={errors[`domainsAdded.${index}.likeDomainId`]}
              onChange={(like) => set({ ...row, like })}
            />
            {number('Memory in MiB', 'memoryMiB', 'memoryKiB', true)}
            {number('vCPUs', 'vcpus', 'vcpus', true)}
          </div>
        );
      }}
    </Rows>
  );
}

export function HostsAddedRows({ rows, most, errors, onChange }: RowsProps<CountedRow>) {
  return (
    <Rows
      legend="Hosts that are added"
      hint="Empty, and of the same make as one that is there."
      another="Hosts like another"
      blank={{ like: UNNAMED, count: '' }}
      {...{ rows, most, onChange }}
    >
      {(row, index, set) => (
        <div className="grid w-full max-w-md items-start gap-3 sm:grid-cols-[9rem_minmax(12rem,1fr)]">
          <Field label={numbered('How many hosts', index)} error={errors[`hostsAdded.${index}.count`]}>
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                value={row.count}
                onChange={({ target: { value: count } }) => set({ ...row, count })}
              />
            )}
          </Field>
          <HostPicker
            label={numbered('Like host', index)}
            value={row.like}
            error={errors[`hostsAdded.${index}.likeHostId`]}
            onChange={(like) => set({ ...row, like })}
          />
        </div>
      )}
    </Rows>
  );
}

/** Of several rows the second and later ones have a number, so that each control has a name of its own. */
const numbered = (label: string, index: number): string => (index === 0 ? label : `${label} ${index + 1}`);

function Rows<Row extends { readonly key: number }>({
  legend,
  hint,
  another,
  blank,
  rows,
  most,
  onChange,
  children,
}: {
  readonly legend: string;
  readonly hint: string;
  readonly another: string;
  readonly blank: Omit<Row, 'key'>;
  readonly rows: readonly Row[];
  readonly most: number;
  readonly onChange: (rows: readonly Row[]) => void;
  readonly children: (row: Row, index: number, set: (row: Row) => void) => ReactNode;
}) {
  const fresh = (key: number): Row => ({ ...blank, key }) as Row; // a row is its content and its key
  return (
    <fieldset className="grid gap-3">
      <legend className="text-base font-semibold">{legend}</legend>
      <p className="text-xs text-muted">{hint}</p>
      {rows.map((row, index) => (
        <div key={row.key} className="flex items-start gap-2">
          {children(row, index, (changed) => onChange(rows.map((each) => (each.key === row.key ? changed : each))))}
          {rows.length === 1 ? null : (
            <IconButton
              label={`Take row ${index + 1} out`}
              className="mt-6 shrink-0"
              onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
            >
              <X aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      <div>
        <Button
          size="sm"
          disabledReason={rows.length < most ? undefined : `At most ${most}.`}
          onClick={() => onChange([...rows, fresh(Math.max(0, ...rows.map(({ key }) => key)) + 1)])}
        >
          <Plus aria-hidden />
          {another}
        </Button>
      </div>
    </fieldset>
  );
}
