/** A VO keeps its tint everywhere. Class names are spelled out for Tailwind. */
const TINTS = [
  'bg-(--vo-1)',
  'bg-(--vo-2)',
  'bg-(--vo-3)',
  'bg-(--vo-4)',
  'bg-(--vo-5)',
  'bg-(--vo-6)',
  'bg-(--vo-7)',
  'bg-(--vo-8)',
] as const;

/** The four experiments of the report keep tints that differ most; other names are spread by a hash. */
const KNOWN: Readonly<Record<string, number>> = { atlas: 0, cms: 1, lhcb: 2, alice: 3, dteam: 7 };

/** Tint class of a VO by its name; the same name has the same tint on every page and machine. Pure. */
export function voTint(vo: string): string {
  let hash = 0;
  for (let index = 0; index < vo.length; index += 1) hash = Math.imul(hash ^ vo.charCodeAt(index), 0x01000193) >>> 0;
  return TINTS[KNOWN[vo] ?? hash % TINTS.length] ?? TINTS[0];
}
