import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { AppError } from '@/lib/domain/errors';
import { fieldOf, fieldSentence, sentenceInWords } from './field-words';

/**
 * Puts the server's complaints where they belong: those about a field of the form under it, the rest in the sentence it
 * gives back for the form as a whole. What was typed stays.
 */
export function applyServerError<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  fields: readonly Path<Values>[],
): string | undefined {
  if (!AppError.is(error)) return sentenceInWords(error);
  const placed = new Set<string>();
  const elsewhere = error.fields.filter(({ field, message }) => {
    const known = fields.find((each) => each === field) ?? fields.find((each) => each === fieldOf(field));
    if (known === undefined) return true;
    // Of several complaints about one field the first is enough to begin with.
    if (!placed.has(known)) {
      form.setError(known, { type: 'server', message: fieldSentence(message) }, { shouldFocus: placed.size === 0 });
    }
    placed.add(known);
    return false;
  });
  return placed.size > 0 && elsewhere.length === 0 ? undefined : sentenceInWords(error, elsewhere);
}
