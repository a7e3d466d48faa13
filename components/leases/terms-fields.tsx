import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { EnvironmentBody } from '@/lib/contracts/environments';
import { LEASE_COUNT_MAX } from '@/lib/domain/lease';
import type { TermsDraft } from './terms-draft';

/** How many, how large, from when until when. */
export function TermsFields({
  draft,
  body,
  onChange,
}: {
  readonly draft: TermsDraft;
  /** What the environment offers, where it is known. */
  readonly body: EnvironmentBody | undefined;
  readonly onChange: (draft: TermsDraft) => void;
}) {
  const set = (name: keyof TermsDraft) => (event: { readonly target: { readonly value: string } }) =>
    onChange({ ...draft, [name]: event.target.value });
  const most = body?.most;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="How many domains" hint={most === undefined ? undefined : `${most.domains} at most`}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={most?.domains ?? LEASE_COUNT_MAX}
            value={draft.count}
            onChange={set('count')}
          />
        )}
      </Field>
      <Field label="vCPUs of each" hint={most === undefined ? undefined : `${most.vcpus} at most`}>
        {(control) => (
          <Input {...control} type="number" min={1} max={most?.vcpus} value={draft.vcpus} onChange={set('vcpus')} />
        )}
      </Field>
      <Field
        label="Memory of each, in MiB"
        hint={most === undefined ? undefined : `${body?.memoryMiB ?? ''} to ${most.memoryMiB}`}
      >
        {(control) => (
          <Input
            {...control}
            type="number"
            min={body?.memoryMiB ?? 1}
            max={most?.memoryMiB}
            value={draft.memoryMiB}
            onChange={set('memoryMiB')}
          />
        )}
      </Field>
      {most?.diskGiB === null ? null : (
        <Field
          label="Disk of each, in GiB"
          optional
          hint={most === undefined ? undefined : `${most.diskGiB ?? ''} at most; left out: as its image`}
        >
          {(control) => <Input {...control} type="number" min={1} value={draft.diskGiB} onChange={set('diskGiB')} />}
        </Field>
      )}
      <Field label="From" optional hint="Left out: as soon as it is approved">
        {(control) => <Input {...control} type="datetime-local" value={draft.startsAt} onChange={set('startsAt')} />}
      </Field>
      <Field
        label="Until"
        hint={body === undefined ? undefined : `${body.daysMax} day${body.daysMax === 1 ? '' : 's'} at most`}
      >
        {(control) => <Input {...control} type="datetime-local" value={draft.endsAt} onChange={set('endsAt')} />}
      </Field>
    </div>
  );
}
