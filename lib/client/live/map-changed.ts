/** `map` that gives the same array back when no item changed: what depends on it need not be worked out again. */
export function mapChanged<T>(items: T[], patch: (item: T) => T): T[] {
  let changed = false;
  const next = items.map((item) => {
    const patched = patch(item);
    if (patched !== item) changed = true;
    return patched;
  });
  return changed ? next : items;
}
