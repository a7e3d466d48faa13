/** What is said of one technology and one ability, whoever says it: a document, a host that was asked, or a model. */

/** `is`: a plain statement, neither yes nor no; `unknown`: nobody says. */
export const VERDICTS = ['yes', 'partly', 'no', 'is', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Claim {
  readonly verdict: Verdict;
  /** As shown in the cell. */
  readonly words: string;
  /** The parts of a list, so that two lists can be compared, e.g. architectures. */
  readonly items?: readonly string[] | undefined;
}

export const YES: Claim = { verdict: 'yes', words: 'Yes' };
export const NO: Claim = { verdict: 'no', words: 'No' };
export const NOT_KNOWN: Claim = { verdict: 'unknown', words: 'Not known' };
export const yesOrNo = (value: boolean): Claim => (value ? YES : NO);

/** A list as a plain statement. */
export const listOf = (items: readonly string[]): Claim => ({ verdict: 'is', words: items.join(', '), items });

/**
 * Does what a host says go against what is documented? Yes against no, and a list with something the document does not
 * name. `partly` allows for either: whether it holds depends on the host, and that is what was found out.
 * @example contradicts({ verdict: 'no', words: 'No' }, { verdict: 'yes', words: 'Yes' }) // true
 */
export function contradicts(found: Claim, documented: Claim): boolean {
  if (found.items !== undefined && documented.items !== undefined) {
    const known = new Set(documented.items);
    return found.items.some((item) => !known.has(item));
  }
  return (
    (found.verdict === 'yes' && documented.verdict === 'no') || (found.verdict === 'no' && documented.verdict === 'yes')
  );
}

export const sameClaim = (a: Claim, b: Claim): boolean => a.verdict === b.verdict && a.words === b.words;
