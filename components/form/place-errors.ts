import { AppError, type FieldError } from '@/lib/domain/errors';
import { fieldOf, fieldSentence, sentenceInWords } from './field-words';

export type FieldSentences<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** Half sentences as they stand at their fields: of several about one the first is enough to begin with. */
export function sentencesAt<Name extends string>(
  problems: readonly FieldError[],
  names: readonly Name[],
): FieldSentences<Name> {
  const at: Partial<Record<Name, string>> = {};
  for (const { field, message } of problems) {
    const name = names.find((each) => each === field) ?? names.find((each) => each === fieldOf(field));
    if (name !== undefined) at[name] ??= fieldSentence(message);
  }
  return at;
}

/**
 * What the server complained of, for a form that is not react-hook-form's: at the fields of the form by their names, and the rest in
 * one sentence for the form as a whole.
 */
export function placeErrors<Name extends string>(
  error: Error | null,
  names: readonly Name[],
): { readonly at: FieldSentences<Name>; readonly rest: string | undefined } {
  const nowhere = sentencesAt<Name>([], names);
  if (error === null) return { at: nowhere, rest: undefined };
  if (!AppError.is(error)) return { at: nowhere, rest: sentenceInWords(error) };
  const isHere = ({ field }: FieldError): boolean => names.some((name) => name === field || name === fieldOf(field));
  const elsewhere = error.fields.filter((each) => !isHere(each));
  const at = sentencesAt(error.fields, names);
  return {
    at,
    rest: Object.keys(at).length > 0 && elsewhere.length === 0 ? undefined : sentenceInWords(error, elsewhere),
  };
}
