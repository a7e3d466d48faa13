import type { WantedDomain } from '../checked-site';
import { parseText } from '../references';

/** Why a domain cannot be made for want of secrets that its texts name, as sentences. @param known names that the site has or gets */
export function unknownSecrets({ software }: Pick<WantedDomain, 'software'>, known: ReadonlySet<string>): string[] {
  const texts = [
    ...Object.values(software.files),
    ...Object.values(software.vars).filter((value) => typeof value === 'string'),
    ...software.run.flat(),
  ];
  const named = texts.flatMap((text) => {
    const parsed = parseText(text);
    if (!('parts' in parsed)) return [];
    return parsed.parts.flatMap((part) => ('kind' in part && part.kind === 'secret' ? [part.target] : []));
  });
  return [...new Set(named)]
    .filter((name) => !known.has(name))
    .map(
      (name) =>
        `Its file names the secret ${name}, which this site does not have; there is ${[...known].toSorted().join(', ')}.`,
    );
}
