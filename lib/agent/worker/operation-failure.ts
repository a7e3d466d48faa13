import { DriverError } from '@/lib/drivers/errors';

/** What a handler throws to fail with its own words. The sentence is for people; it says what is true now. */
export class OperationFailure extends Error {
  override readonly name = 'OperationFailure';
  readonly kind: string;
  readonly native: string | undefined;
  /** What is known all the same, e.g. what was looked for again after it had been taken back. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
  constructor(
    kind: string,
    message: string,
    options: {
      readonly native?: string | undefined;
      readonly result?: Readonly<Record<string, unknown>> | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.native = options.native;
    this.result = options.result;
  }
}

export interface FailureWords {
  readonly kind: string;
  readonly message: string;
  readonly native?: string | undefined;
  /** Not foreseen: the log keeps the whole error. */
  readonly unexpected?: unknown;
}

/** Error → what is kept in the row and shown. Texts of our own faults stay in the log. */
export function describeFailure(error: unknown): FailureWords {
  if (error instanceof OperationFailure) return { kind: error.kind, message: error.message, native: error.native };
  if (DriverError.is(error)) return { kind: error.kind, message: error.message, native: nativeWords(error) };
  return {
    kind: 'internal',
    message:
      'Gridbox itself failed while it ran this operation; its log says how. Look at the domain before you try again.',
    unexpected: error,
  };
}

export function nativeWords(error: DriverError): string | undefined {
  const { native } = error;
  return native === undefined ? undefined : `${native.name} (${native.code}): ${native.message}`;
}
