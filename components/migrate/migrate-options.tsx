'use client';
import type { ReactNode } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Candidate } from '@/lib/contracts/migrations';

/** As typed; `toMigrateBody` makes numbers of it. */
export interface MigrateForm {
  readonly bandwidthMiBps: string;
  readonly maxDowntimeMs: string;
  readonly autoConverge: boolean;
  readonly postCopy: boolean;
  /** The domain stands still while its memory is copied. */
  readonly stopAndCopy: boolean;
  readonly copyStorage: boolean;
  /** A program works in the guest meanwhile. */
  readonly measure: boolean;
  readonly dirtyMiBPerSecond: string;
  readonly reason: string;
}
export const EMPTY_MIGRATE_FORM: MigrateForm = {
  bandwidthMiBps: '',
  maxDowntimeMs: '',
  autoConverge: false,
  postCopy: false,
  stopAndCopy: false,
  copyStorage: false,
  measure: false,
  dirtyMiBPerSecond: '0',
  reason: '',
};

/** Only what this pair of hosts can do is offered; what it cannot is said in a sentence. */
export function MigrateOptions({
  options,
  form,
  errors,
  onChange,
}: {
  options: Candidate['options'];
  form: MigrateForm;
  errors: Readonly<Record<string, string>>;
  onChange: (change: Partial<MigrateForm>) => void;
}) {
  const missing = [
    options.bandwidthCap ? undefined : 'a bandwidth cap',
    options.autoConverge ? undefined : 'auto-converge',
    options.postCopy ? undefined : 'post-copy',
  ].filter((each) => each !== undefined);
  const numbers: ReactNode[] = [];
  if (options.bandwidthCap) {
    numbers.push(
      <Field key="cap" label="Bandwidth cap, MiB/s" optional error={errors['bandwidthMiBps']}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={form.bandwidthMiBps}
            onChange={(event) => onChange({ bandwidthMiBps: event.target.value })}
          />
        )}
      </Field>,
    );
  }
  if (options.downtimeCap) {
    numbers.push(
      <Field key="downtime" label="Downtime at most, ms" optional error={errors['maxDowntimeMs']}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={form.maxDowntimeMs}
            onChange={(event) => onChange({ maxDowntimeMs: event.target.value })}
          />
        )}
      </Field>,
    );
  }
  return (
    <div className="grid gap-3">
      {numbers.length === 0 ? null : <div className="grid gap-3 sm:grid-cols-2">{numbers}</div>}
      {options.autoConverge ? (
        <Checkbox
          label="Auto-converge"
          hint="Slows the guest down while it writes faster than can be copied."
          checked={form.autoConverge}
          onChange={(event) => onChange({ autoConverge: event.target.checked })}
        />
      ) : null}
      {options.postCopy ? (
        <Checkbox
          label="Post-copy"
          hint="Switches over early and fetches the rest afterwards. A broken link then loses the guest."
          checked={form.postCopy}
          onChange={(event) => onChange({ postCopy: event.target.checked })}
        />
      ) : null}
      <Checkbox
        label="Measure what it costs a program"
        hint="A program counts its work in the guest for some seconds before, during and after the move. Needs the QEMU guest agent, or a shell that waits at its console."
        checked={form.measure}
        onChange={(event) => onChange({ measure: event.target.checked })}
      />
      {form.measure ? (
        <Field
          label="Memory it rewrites, MiB/s"
          error={errors['workload']}
          hint="0: it only counts. More makes the copy longer, and shows what that costs."
          className="ml-6 max-w-60"
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={form.dirtyMiBPerSecond}
              onChange={(event) => onChange({ dirtyMiBPerSecond: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {missing.length === 0 ? null : (
        <p className="text-xs text-muted">This pair of hosts does not offer {list(missing)}.</p>
      )}
      {options.cancel ? null : (
        <p className="text-xs text-muted">
          It cannot be cancelled once started{form.stopAndCopy ? '.' : '; a busy guest may pause for seconds.'}
        </p>
      )}
      {options.progress ? null : (
        <p className="text-xs text-muted">
          This pair reports no progress while it copies; the stages are shown, without a share.
        </p>
      )}
    </div>
  );
}

const list = (items: readonly string[]): string =>
  items.length === 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
