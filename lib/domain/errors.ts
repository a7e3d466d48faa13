/** One error type for everything a caller may be told; one table to HTTP. Foreign errors are translated at the edge that owns them. */
export const ERROR_CODES = {
  /** The request does not match its contract; `fields` says where. */
  'bad-request': 400,
  /** Nobody is signed in, or the session or token has ended. */
  unauthenticated: 401,
  /** Signed in, but the role lacks the scope. */
  forbidden: 403,
  /** No such object, or not one the caller may know of. */
  'not-found': 404,
  /** The object changed, or the name or key is taken. */
  conflict: 409,
  /** The object's state does not allow the verb, or a pre-check refused. */
  refused: 422,
  /** Too many tries; the answer says when to try again. */
  'rate-limited': 429,
  /** What is asked for is known, but this host's driver cannot do it. */
  unsupported: 422,
  /** The host, database or agent does not answer now. */
  unavailable: 503,
  /** It took longer than its limit. */
  timeout: 504,
  /** Our fault; the text stays on the server. */
  internal: 500,
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

export interface FieldError {
  /** Path in the request, e.g. `limits.migrationsIn`. */
  readonly field: string;
  readonly message: string;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  /** Machine-readable part, e.g. the refusals of a pre-check. Must be JSON. */
  readonly detail: unknown;
  constructor(
    code: ErrorCode,
    message: string,
    options: { fields?: readonly FieldError[]; detail?: unknown; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fields = options.fields ?? [];
    this.detail = options.detail;
  }
  static is(error: unknown, code?: ErrorCode): error is AppError {
    return error instanceof AppError && (code === undefined || error.code === code);
  }
}
