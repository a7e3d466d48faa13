/** What is to be known of an announced maintenance before its host is emptied. Pure. */
import type { ForeseenMaintenance, Maintenance } from '@/lib/contracts/maintenances';

type Told = Pick<Maintenance, 'standing' | 'startsAt' | 'answersDueAt' | 'vos'>;
/** An instant in the reader's own style. */
type When = (at: string) => string;

/** Who may still answer an announced maintenance; undefined: nobody has to any more. @example 'atlas has until Monday to answer' */
export function openAnswerWords({ standing, answersDueAt, vos }: Told, when: When): string | undefined {
  const open = vos.filter((told) => told.standing === 'waiting').map(({ vo }) => vo);
  if (standing !== 'announced' || open.length === 0) return undefined;
  return `${open.join(', ')} ${open.length === 1 ? 'has' : 'have'} until ${when(answersDueAt)} to answer`;
}

type Answer = Pick<Maintenance['vos'][number], 'standing' | 'deferUntilAt' | 'words' | 'answeredByName' | 'can'>;

/** What a VO asked for, and who said so; undefined: nobody did. @example 'To Wednesday, said by Ada: A run ends then' */
export function saidWords({ deferUntilAt, answeredByName, words }: Answer, when: When): string | undefined {
  if (answeredByName === null) return undefined;
  const by = deferUntilAt === null ? 'Said by' : `To ${when(deferUntilAt)}, said by`;
  return `${by} ${answeredByName}${words === null ? '' : `: ${words}`}`;
}

/** What a VO may say still, and until when; undefined: nothing. */
export function dueWords(
  { standing, can }: Answer,
  { standing: of, answersDueAt }: Pick<Maintenance, 'standing' | 'answersDueAt'>,
  when: When,
): string | undefined {
  if (of !== 'announced') return undefined;
  if (standing === 'waiting') return `Answers until ${when(answersDueAt)}; silence counts as consent.`;
  return standing === 'consents' && can.defer.allowed
    ? `Until ${when(answersDueAt)} it may still be put off.`
    : undefined;
}

/**
 * Why a drain of the host comes too early; undefined where it does not. Only the page of a drain says it: nothing else empties a host.
 * @param drain `draft`: it is to be approved still
 */
export function earlyDrainWords(maintenance: Told, drain: 'draft' | 'under-way', when: When): string | undefined {
  if (maintenance.standing !== 'announced') return undefined;
  const open = openAnswerWords(maintenance, when);
  const begin = drain === 'draft' ? 'Approved now, this drain empties' : 'This drain empties';
  return `${begin} the host before its maintenance begins, ${when(maintenance.startsAt)}${open === undefined ? '.' : `, and before all have answered: ${open}.`}`;
}

type Touches = Pick<ForeseenMaintenance, 'domains' | 'leases'>;

/** Leases that it touches at another time and does not touch now. */
export const newlyTouched = (then: Touches, now: Touches): Touches['leases'] =>
  then.leases.filter(({ id }) => !now.leases.some((lease) => lease.id === id));

/** @example 'touches lease 6, lease 9 and 2 domains of atlas. Lease 9 it does not touch now.' */
export function foreseenWords(then: Touches, now: Touches & { readonly vo: string }): string {
  const { length } = then.domains;
  const leases = then.leases.map(({ number }) => `lease ${number}`).join(', ');
  const domains = length === 0 ? '' : `${length} domain${length === 1 ? '' : 's'}`;
  const touched = [leases, domains].filter((part) => part !== '').join(' and ');
  if (touched === '') return `touches nothing of ${now.vo} that is known now.`;
  const fresh = newlyTouched(then, now).map(({ number }) => number);
  return `touches ${touched} of ${now.vo}.${fresh.length === 0 ? '' : ` ${fresh.length === 1 ? 'Lease' : 'Leases'} ${fresh.join(', ')} it does not touch now.`}`;
}

const TOLD_WORDS: Record<Maintenance['vos'][number]['standing'], string> = {
  waiting: 'not answered yet',
  consents: 'consents',
  defers: 'puts it off',
  silent: 'silent',
};

/** Who was told, with what each said. @example 'atlas: puts it off, cms: silent' */
export const toldWords = ({ vos }: Pick<Maintenance, 'vos'>): string =>
  vos.map(({ vo, standing }) => `${vo}: ${TOLD_WORDS[standing]}`).join(', ');
