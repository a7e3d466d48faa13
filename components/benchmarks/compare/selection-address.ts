import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsIsoDate,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs';
import { MEASURED_ON } from '@/lib/contracts/benchmark-analysis';
import { STANDINGS } from '@/lib/domain/benchmark';
import { DAY_MS } from '@/lib/utils/time';

const ADDRESS = {
  aRun: parseAsArrayOf(parseAsString).withDefault([]),
  aHost: parseAsString,
  aTechnology: parseAsStringLiteral(MEASURED_ON),
  aDomain: parseAsString,
  aStanding: parseAsStringLiteral(STANDINGS),
  aSince: parseAsIsoDate,
  aUntil: parseAsIsoDate,
  bRun: parseAsArrayOf(parseAsString).withDefault([]),
  bHost: parseAsString,
  bTechnology: parseAsStringLiteral(MEASURED_ON),
  bDomain: parseAsString,
  bStanding: parseAsStringLiteral(STANDINGS),
  bSince: parseAsIsoDate,
  bUntil: parseAsIsoDate,
  unlike: parseAsBoolean.withDefault(false),
};
export type Address = ReturnType<typeof useQueryStates<typeof ADDRESS>>[0];

/** One of the two, as its controls see it. */
export interface Selection {
  readonly run: readonly string[];
  readonly host: string | null;
  readonly technology: Address['aTechnology'];
  readonly domain: string | null;
  readonly standing: Address['aStanding'];
  readonly since: Date | null;
  readonly until: Date | null;
}

/** Both selections, kept in the address. */
export function useSelections() {
  const [address, setAddress] = useQueryStates(ADDRESS, { history: 'replace' });
  const a: Selection = {
    run: address.aRun,
    host: address.aHost,
    technology: address.aTechnology,
    domain: address.aDomain,
    standing: address.aStanding,
    since: address.aSince,
    until: address.aUntil,
  };
  const b: Selection = {
    run: address.bRun,
    host: address.bHost,
    technology: address.bTechnology,
    domain: address.bDomain,
    standing: address.bStanding,
    since: address.bSince,
    until: address.bUntil,
  };
  const setBoth = (nextA: Selection, nextB: Selection) =>
    void setAddress({
      aRun: [...nextA.run],
      aHost: nextA.host,
      aTechnology: nextA.technology,
      aDomain: nextA.domain,
      aStanding: nextA.standing,
      aSince: nextA.since,
      aUntil: nextA.until,
      bRun: [...nextB.run],
      bHost: nextB.host,
      bTechnology: nextB.technology,
      bDomain: nextB.domain,
      bStanding: nextB.standing,
      bSince: nextB.since,
      bUntil: nextB.until,
    });
  return {
    a,
    b,
    unlike: address.unlike,
    setA: (change: Partial<Selection>) => setBoth({ ...a, ...change }, b),
    setB: (change: Partial<Selection>) => setBoth(a, { ...b, ...change }),
    swap: () => setBoth(b, a),
    setUnlike: (unlike: boolean) => void setAddress({ unlike }),
  };
}

export const saysSomething = ({ run, ...rest }: Selection): boolean =>
  run.length > 0 || Object.values(rest).some((value) => value !== null);

/** What the server is asked of one side: dates are whole days of UTC, the last one to its end. */
export const askedOf = (side: 'a' | 'b', selection: Selection) => ({
  [`${side}Run`]: selection.run,
  [`${side}Host`]: selection.host,
  [`${side}Technology`]: selection.technology,
  [`${side}Domain`]: selection.domain,
  [`${side}Standing`]: selection.standing,
  [`${side}Since`]: selection.since?.toISOString(),
  [`${side}Until`]:
    selection.until === null ? undefined : new Date(selection.until.getTime() + DAY_MS - 1).toISOString(),
});
