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
          <NumberField
            label={numbered(label, index)}
            optional={optional}
            value={row[field]}
            error={errors[`domainsAdded.${index}.${path}`]}
            onChange={(value) => set({ ...row, [field]: value })}
          />
        );
        return (
          <div className="grid w-full max-w-3xl items-start gap-3 sm:grid-cols-[6rem_minmax(12rem,1fr)_12rem_9rem]">
            {number('How many', 'count', 'count', false)}
            <DomainPicker
              label={numbered('Like domain', index)}
              value={row.like}
              error={errors[`domainsAdded.${index}.likeDomainId`]}
              onChange={(like) => set({ ...row, like, roles: undefined })}
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
          <NumberField
            label={numbered('How many hosts', index)}
            value={row.count}
            error={errors[`hostsAdded.${index}.count`]}
            onChange={(count) => set({ ...row, count })}
          />
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

/** Kept as it was typed: whether it is a number is said when the question is asked. */
function NumberField({
  label,
  optional = false,
  value,
  error,
  onChange,
}: {
  readonly label: string;
  readonly optional?: boolean;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Field label={label} optional={optional} error={error}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          value={value}
          placeholder={optional ? 'the same' : undefined}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

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
