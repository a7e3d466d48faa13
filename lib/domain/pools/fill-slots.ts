/** Jobs that wait, put whole into slots, the first that has room: an estimate of what a batch system is going to do. Pure. */

/** So many slots that are given out one by one. */
export function budgetOf(most: number) {
  let given = 0;
  return {
    take: (): boolean => {
      if (given >= most) return false;
      given += 1;
      return true;
    },
    left: (): number => most - given,
  };
}

/** Slots that are there, each for so long: milliseconds from when a job can begin in it. */
export function fillPlaces<T>(places: readonly { readonly slot: T; readonly leftMs: number }[], processors: number) {
  const taken = places.map(() => 0);
  const isTaken = (index: number): boolean => (taken[index] ?? 0) > 0;
  return {
    take: (wanted: number, neededMs: number): boolean => {
      const fits = ({ leftMs }: { readonly leftMs: number }, index: number): boolean =>
        neededMs <= leftMs && (taken[index] ?? 0) + wanted <= processors;
      const begun = places.findIndex((place, index) => isTaken(index) && fits(place, index));
      const at = begun >= 0 ? begun : places.findIndex(fits);
      if (at < 0) return false;
      taken[at] = (taken[at] ?? 0) + wanted;
      return true;
    },
    used: (): number => places.filter((_, index) => isTaken(index)).length,
    left: (): number => places.filter((_, index) => !isTaken(index)).length,
    unused: (): T[] => places.filter((_, index) => !isTaken(index)).map(({ slot }) => slot),
  };
}

/** Slots that are to be booted, as many as a budget has. */
export function fillBudget(budget: ReturnType<typeof budgetOf>, processors: number) {
  const taken: { processors: number; neededMs: number }[] = [];
  return {
    take: (wanted: number, neededMs: number): boolean => {
      const begun = taken.find((slot) => slot.processors + wanted <= processors);
      if (begun !== undefined) {
        begun.processors += wanted;
        begun.neededMs = Math.max(begun.neededMs, neededMs);
      } else if (budget.take()) taken.push({ processors: wanted, neededMs });
      else return false;
      return true;
    },
    used: (): number => taken.length,
    /** Milliseconds for which each is needed, from when it is booted. */
    needs: (): number[] => taken.map(({ neededMs }) => neededMs),
  };
}
