/** What a list asks for: any part of its contract's query. Undefined and absent are the same. */
export type Filter<Query> = { readonly [Key in keyof Query]?: Query[Key] | undefined };

/** How long an answer counts as fresh while no event says otherwise. Live events invalidate at once; this only covers a missed one. */
export const FRESH_MS = 30_000;
