const NAMED = 3;

/**
 * What a plan says of a domain that others of its group go with.
 * @example togetherWords(['se-01'], 'storage') // 'With se-01, group storage; until the last has moved they are on two hosts.'
 */
export function togetherWords(others: readonly string[], group: string): string {
  return `With ${namesOf(others)}, group ${group}; until the last has moved they are on two hosts.`;
}

/** @example namesOf(['a', 'b', 'c', 'd', 'e']) // 'a, b, c and 2 others' */
export function namesOf(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const listed = rest > 1 ? [...names.slice(0, NAMED), `${rest} others`] : names;
  return listed.length <= 1 ? (listed[0] ?? '') : `${listed.slice(0, -1).join(', ')} and ${listed.at(-1) ?? ''}`;
}
