/** Text for PostgreSQL, which refuses NUL and lone surrogates: names and messages from outside may hold both. */
export const cleanText = (text: string): string => text.replaceAll(/\p{Surrogate}|\0/gu, '\uFFFD');

/** JSON with its text cleaned, keys included as they are: those are ours. */
export const encodeJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === 'string' ? cleanText(item) : item));
