import type { Ability } from '../abilities';
import type { Claim } from '../claim';
import type { SourceId } from '../sources';

/** What is written of one ability of one technology. Even "not known" has a source: what was read and did not say it. */
export interface DocumentedCell {
  readonly claim: Claim;
  /** One or two short sentences: the limit, the version, the reason. */
  readonly note: string;
  readonly sources: readonly [SourceId, ...SourceId[]];
}

export type DocumentedColumn = Readonly<Record<Ability, DocumentedCell>>;

export const cell = (claim: Claim, note: string, ...sources: DocumentedCell['sources']): DocumentedCell => ({
  claim,
  note,
  sources,
});
