import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { EnvironmentBody } from '@/lib/contracts/environments';
import { LEASE_COUNT_MAX } from '@/lib/domain/lease';
import type { FieldSentences } from '@/components/form/place-errors';
import { zoneWords } from './lease-look';
import type { TermsDraft, TermsField } from './terms-draft';

/** How many, how large, from when until when. */
export function TermsFields({
  draft,
  body,
  errors,
  onChange,
}: {
  readonly draft: TermsDraft;
  /** What the environment offers, where it is known. */
  readonly body: EnvironmentBody | undefined;
  readonly errors: FieldSentences<TermsField>;
  readonly onChange: (draft: TermsDraft) => void;
}) {
  const set = (name: keyof TermsDraft) => (event: { readonly target: { readonly value: string } }) =>
    onChange({ ...draft, [name]: event.target.value });
  const most = body?.most;
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <Field
        label="How many domains"
        error={errors.count}
        hint={most === undefined ? undefined : `${most.domains} at most`}
      >
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
      <Field label="vCPUs of each" error={errors.vcpus} hint={most === undefined ? undefined : `${most.vcpus} at most`}>
        {(control) => (
          <Input {...control} type="number" min={1} max={most?.vcpus} value={draft.vcpus} onChange={set('vcpus')} />
        )}
      </Field>
      <Field
        label="Memory of each, in MiB"
        error={errors.memoryMiB}
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
          error={errors.diskGiB}
          hint={most === undefined ? undefined : `${most.diskGiB ?? ''} at most; left out: as its image`}
        >
          {(control) => <Input {...control} type="number" min={1} value={draft.diskGiB} onChange={set('diskGiB')} />}
        </Field>
      )}
      <Field label="From" optional error={errors.startsAt} hint={`Left out: as soon as it is approved. ${zoneWords()}`}>
        {(control) => <Input {...control} type="datetime-local" value={draft.startsAt} onChange={set('startsAt')} />}
      </Field>
      <Field
        label="Until"
        error={errors.endsAt}
        hint={
          body === undefined
            ? zoneWords()
            : `${body.daysMax} day${body.daysMax === 1 ? '' : 's'} at most. ${zoneWords()}`
        }
      >
        {(control) => <Input {...control} type="datetime-local" value={draft.endsAt} onChange={set('endsAt')} />}
      </Field>
    </div>
  );
}
