/** Steps in rounds: each waits for steps of earlier rounds alone, so all of one may be done at the same time. Pure. */
interface Step {
  readonly id: string;
  readonly after: readonly string[];
}

/** @param steps each behind those that it waits for. @example stepRounds([a, b, c after a]) // [[a, b], [c]] */
export function stepRounds<Each extends Step>(steps: readonly Each[]): readonly (readonly Each[])[] {
  const round = new Map<string, number>();
  const rounds: Each[][] = [];
  for (const step of steps) {
    const own = Math.max(-1, ...step.after.map((id) => round.get(id) ?? -1)) + 1;
    round.set(step.id, own);
    (rounds[own] ??= []).push(step);
  }
  return rounds;
}

/** Of what it waits for only what is not waited for by the way of another: the rest follows from it. */
export function nearest<Each extends Step>(step: Each, steps: readonly Each[]): readonly string[] {
  const byId = new Map(steps.map((each) => [each.id, each]));
  const implied = new Set<string>();
  const waiting = step.after.flatMap((id) => byId.get(id)?.after ?? []);
  for (const id of waiting) {
    if (implied.has(id)) continue;
    implied.add(id);
    waiting.push(...(byId.get(id)?.after ?? []));
  }
  return step.after.filter((id) => !implied.has(id));
}
