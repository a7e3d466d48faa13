/**
 * A key for one intention. Made when a form or menu is submitted, kept through retries: the server then makes one operation.
 * `randomUUID` exists only in secure contexts, and a testbed may be reached by plain HTTP inside its network.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
