import type { $brand } from 'zod';

/**
 * A string that only its own parser may produce: a `HostId` cannot be passed where a `DomainId` is meant.
 * Zod's brand, so that `z.uuid().brand<'HostId'>()` yields exactly this type.
 */
export type Brand<T, Name extends string> = T & $brand<Name>;
