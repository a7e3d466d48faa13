import { isActive, type DomainState } from '@/lib/domain/domain';

export interface Sighting {
  readonly hostId: string;
  readonly state: DomainState;
}

export interface HolderQuestion {
  /** Who holds it by what we knew; null: nobody. */
  readonly holder: string | null;
  /** What every host that reports it says now. */
  readonly sightings: readonly Sighting[];
  /** The host of the new copy, where a cold move of ours waits for its operator: the old one lies off elsewhere. */
  readonly newCopyAt?: string | undefined;
  /** A migration of ours moves it between these: for its length both may show it. */
  readonly moving: { readonly from: string | null; readonly to: string | null } | undefined;
}

export interface HolderAnswer {
  /** Null: no host reports it. */
  readonly holder: string | null;
  /** Two hosts run it and no migration of ours explains that. To be confirmed by a second look. */
  readonly conflict: boolean;
}

/** Runs its code now. A paused copy may be the far end of somebody's migration and is no second running one. */
export const claimsToRun = (state: DomainState): boolean => state === 'running' || state === 'shutting-down';

/**
 * Which host holds a domain, by what all hosts say of it. A running copy is where the domain is; among equals it stays
 * where it was, so that a migration moves it once, at its end.
 * @example both inactive, known on a → a
 * @example a has it off, b runs it → b
 * @example both inactive, the old copy of a cold move on a, the new one on b → b
 */
export function decideHolder(question: HolderQuestion): HolderAnswer {
  const { holder, sightings, moving } = question;
  const running = sightings.filter((one) => claimsToRun(one.state));
  const explained =
    moving !== undefined && running.every((one) => one.hostId === moving.from || one.hostId === moving.to);
  const conflict = running.length > 1 && !explained;
  const known = sightings.find((one) => one.hostId === holder);
  if (known !== undefined && isActive(known.state)) return { holder, conflict };
  const active = running[0] ?? sightings.find((one) => isActive(one.state));
  if (active !== undefined) return { holder: active.hostId, conflict };
  const newCopy = sightings.find((one) => one.hostId === question.newCopyAt);
  return { holder: newCopy?.hostId ?? known?.hostId ?? sightings[0]?.hostId ?? null, conflict };
}
