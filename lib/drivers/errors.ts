/** What a driver may fail with. Each keeps the hypervisor's own code and message: the reader of a log needs both. */
export const DRIVER_ERROR_KINDS = [
  'unreachable',
  'refused',
  'not-found',
  'busy',
  'unsupported',
  'cancelled',
  'timeout',
  'internal',
] as const;
export type DriverErrorKind = (typeof DRIVER_ERROR_KINDS)[number];

export class DriverError extends Error {
  override readonly name = 'DriverError';
  readonly kind: DriverErrorKind;
  /** The hypervisor library's own number and symbolic name, e.g. `{ code: 42, name: 'VIR_ERR_NO_DOMAIN' }`. */
  readonly native: { readonly code: number; readonly name: string; readonly message: string } | undefined;
  /** What somebody can do about it, in the imperative, where the driver knows. */
  readonly remedy: string | undefined;
  constructor(
    kind: DriverErrorKind,
    message: string,
    options: { native?: DriverError['native']; cause?: unknown; remedy?: string | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.native = options.native;
    this.remedy = options.remedy;
  }
  static is(error: unknown, kind?: DriverErrorKind): error is DriverError {
    return error instanceof DriverError && (kind === undefined || error.kind === kind);
  }
}
