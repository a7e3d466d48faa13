/** Those that a `NamePicker` offers, and whom of them a text means. */

/** More names than this are not read one by one: a part of the name finds the rest. */
export const OFFERED_MAX = 50;

export interface OfferedName {
  readonly id: string;
  readonly name: string;
  /** As it stands in the list. */
  readonly text: string;
}

export const offerHost = ({ id, name }: { readonly id: string; readonly name: string }): OfferedName => ({
  id,
  name,
  text: name,
});
export const offerDomain = ({
  id,
  name,
  hostName,
}: {
  readonly id: string;
  readonly name: string;
  readonly hostName: string | null;
}): OfferedName => ({ id, name, text: hostName === null ? name : `${name} on ${hostName}` });

/**
 * A term of the query language that finds a domain by what was typed, as it stands: nothing of it is a term itself. Empty where
 * nothing was. What follows the name in an offer is for the eye.
 */
export function quotedName(text: string): string {
  const name = (text.split(' on ')[0] ?? '').trim().replaceAll('"', '');
  return name === '' ? '' : `"${name}"`;
}

/** A name that two of them have is not guessed: the one with its host tells them apart. */
export function findOffered(offered: readonly OfferedName[], text: string): OfferedName | undefined {
  const wanted = text.trim();
  const named = offered.filter(({ name }) => name === wanted);
  return offered.find((each) => each.text === wanted) ?? (named.length === 1 ? named[0] : undefined);
}
