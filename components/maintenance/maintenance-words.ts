/** What is to be known of an announced maintenance before its host is emptied. Pure. */
import type { Maintenance } from '@/lib/contracts/maintenances';

type Told = Pick<Maintenance, 'standing' | 'startsAt' | 'answersDueAt' | 'vos'>;

/** @example openAnswers(maintenance) // ['atlas'] */
export const openAnswers = ({ vos }: Pick<Maintenance, 'vos'>): readonly string[] =>
  vos.filter(({ standing }) => standing === 'waiting').map(({ vo }) => vo);

/**
 * Why work on the host that began now would begin too early; undefined where it would not.
 * @param when an instant in the reader's own style
 */
export function tooEarlyWords(maintenance: Told, when: (at: string) => string): string | undefined {
  if (maintenance.standing !== 'announced') return undefined;
  const open = openAnswers(maintenance);
  const begin = `It was announced for ${when(maintenance.startsAt)}: what begins now begins before that`;
  if (open.length === 0) return `${begin}.`;
  const named = open.length === 1 ? `${open[0] ?? ''} has` : `${open.join(', ')} have`;
  return `${begin}, and before the consents are in: ${named} until ${when(maintenance.answersDueAt)} to answer.`;
}
