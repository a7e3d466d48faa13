import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { FieldSentences } from '@/components/form/place-errors';
import { KEEP_DAYS_MAX } from '@/lib/domain/lease-ending';
import { ENDING_LABELS, type EndingDraft, type EndingField } from './ending-draft';

/** What becomes of the disks, and for how long copies are kept. */
export function EndingFields({
  draft,
  errors,
  onChange,
}: {
  readonly draft: EndingDraft;
  readonly errors: FieldSentences<EndingField>;
  readonly onChange: (draft: EndingDraft) => void;
}) {
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <Field label="At its end" error={errors.atEnd}>
        {(control) => (
          <Select
            {...control}
            value={draft.atEnd}
            options={ENDING_LABELS}
            onValueChange={(atEnd) => onChange({ ...draft, atEnd })}
          />
        )}
      </Field>
      {draft.atEnd === 'destroy' ? null : (
        <Field
          label="Days that copies are kept"
          error={errors.keepDays}
          hint={`${KEEP_DAYS_MAX} at most, to be fetched by the people of the VO${
            draft.atEnd === 'snapshot' ? ', and for its later requests to start from' : ''
          }`}
        >
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={KEEP_DAYS_MAX}
              value={draft.keepDays}
              onChange={({ target }) => onChange({ ...draft, keepDays: target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
