/** Told of what failed; the loop goes on. */
export type OnError = (error: unknown) => void;

/** One after the other; one that fails does not keep the others from their turn. */
export async function eachSafely<T>(
  items: readonly T[],
  onError: OnError,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      onError(error);
    }
  }
}
