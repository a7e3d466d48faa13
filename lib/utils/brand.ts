/** A string that only its own parser may produce: a `HostId` cannot be passed where a `DomainId` is meant. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
