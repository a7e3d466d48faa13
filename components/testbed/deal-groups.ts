import type { MapGroup } from './prepare-map';

/**
 * Places of the groups in two columns: each goes under the column with the fewest hosts, so that none is pushed below the
 * tallest and out of sight. By hosts and not by domains, so that no group changes its place when a domain is moved.
 * The last group of a column reaches to the bottom row, which takes all spare height: nothing gapes between two groups.
 * @returns `grid-area` by group and `grid-template-rows`
 */
export function dealGroups(groups: readonly Pick<MapGroup, 'racks'>[]): {
  readonly places: readonly string[];
  readonly rows: string;
} {
  const left = { hosts: 0, groups: [] as number[] };
  const right = { hosts: 0, groups: [] as number[] };
  const columns = [left, right];
  groups.forEach((group, index) => {
    const column = left.hosts <= right.hosts ? left : right;
    column.hosts += group.racks.length;
    column.groups.push(index);
  });
  const depth = Math.max(1, ...columns.map((column) => column.groups.length));
  const places = groups.map((_, index) => {
    const at = columns.findIndex((column) => column.groups.includes(index));
    const row = columns[at]?.groups.indexOf(index) ?? 0;
    const last = row + 1 === columns[at]?.groups.length;
    return `${row + 1} / ${at + 1} / ${last ? depth + 1 : row + 2} / ${at + 2}`;
  });
  return { places, rows: `${'auto '.repeat(depth - 1)}1fr` };
}
