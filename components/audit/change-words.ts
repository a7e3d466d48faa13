import type { AuditEntry } from '@/lib/contracts/access';
import { diffValues, type Difference } from './diff-values';

/** Said by the title, or a number only the machine needs. */
const SAID_ELSEWHERE = ['operationId', 'title', 'input.domainId', 'domainId', 'targetHostId', 'input.targetHostId'];
/** Fields shown in a row; the dialog has all. */
const SHOWN = 2;

/** What a row of the audit tells of a change. @example 'class: other → dempsey, name: a → b +1' */
export function changeWords(entry: Pick<AuditEntry, 'before' | 'after'>): string {
  const changes = diffValues(entry.before, entry.after).filter(({ field }) => !SAID_ELSEWHERE.includes(field));
  const shown = changes.slice(0, SHOWN).map(oneChange).join(', ');
  return changes.length > SHOWN ? `${shown} +${changes.length - SHOWN}` : shown;
}

const oneChange = ({ field, before, after }: Difference): string => {
  const name = field.replace(/^input\./, '');
  // Where nothing was before, an arrow would only repeat that.
  return before === '' ? `${name}: ${after}` : `${name}: ${before} → ${after === '' ? 'nothing' : after}`;
};
