/**
 * Order of two dotted versions by their leading numbers; parts that are missing count as 0, what follows a number is ignored.
 * @example compareVersions('3.0', '2.0.7') // 1
 * @example compareVersions('4.17.3-pre', '4.17', 2) // 0
 * @param parts how many numbers count, 3 unless told
 * @returns negative, zero or positive; undefined where one of them starts with no number
 */
export function compareVersions(left: string, right: string, parts = 3): number | undefined {
  if (left === right && /\d/.test(left)) return 0;
  const a = numbersOf(left);
  const b = numbersOf(right);
  if (a.length === 0 || b.length === 0) return undefined;
  for (let index = 0; index < parts; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function numbersOf(version: string): number[] {
  const match = /^\D{0,3}(\d+(?:\.\d+)*)/.exec(version.trim());
  return match?.[1] === undefined ? [] : match[1].split('.').map(Number);
}
