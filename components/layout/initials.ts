/**
 * First letters of a name's first and last word.
 * @example initialsOf('Håvard Bjerke') // 'H. B.'
 */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => `${firstLetter(word ?? '').toUpperCase()}.`).join(' ');
}

/** By code point: a name may start with a letter outside the basic plane. */
const firstLetter = (word: string): string => String.fromCodePoint(word.codePointAt(0) ?? 0x20);
