/**
 * Operations this tab asked for: when one of them fails, its asker is told wherever they are by then.
 * Kept in memory only; after a reload the list of operations tells it.
 */
const own = new Set<string>();

export const rememberOwnOperation = (id: string): void => void own.add(id);
/** True once, for an operation this tab asked for. */
export const takeOwnOperation = (id: string): boolean => own.delete(id);
