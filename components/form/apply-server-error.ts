import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { errorSentence } from '@/components/status/view-states';
import { AppError } from '@/lib/domain/errors';

/**
 * Puts the server's complaints where they belong: those about a field of the form under it, the rest in the sentence it
 * gives back for the form as a whole. What was typed stays.
 */
export function applyServerError<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  fields: readonly Path<Values>[],
): string | undefined {
  if (!AppError.is(error)) return errorSentence(error);
  let placed = 0;
  for (const { field, message } of error.fields) {
    const known = fields.find((each) => each === field);
    if (known === undefined) continue;
    form.setError(known, { type: 'server', message }, { shouldFocus: placed === 0 });
    placed += 1;
  }
  return placed > 0 && placed === error.fields.length ? undefined : error.message;
}
