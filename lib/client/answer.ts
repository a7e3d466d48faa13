/** What an answer of the API is: its contract's value, or the error that it tells. For every program that asks, in a browser or not. */
import type { z } from 'zod';
import { ErrorBody } from '@/lib/contracts/common';
import { AppError, type ErrorCode, type FieldError } from '@/lib/domain/errors';

/** An error as the API told it, with the number under which the server's log knows it. */
export class ApiError extends AppError {
  readonly requestId: string | undefined;
  /** After how many seconds another try makes sense; set on `rate-limited` and `unavailable` where the server says. */
  readonly retryAfterSeconds: number | undefined;
  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly fields?: readonly FieldError[];
      readonly detail?: unknown;
      readonly requestId?: string | undefined;
      readonly retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(code, message, options);
    this.requestId = options.requestId;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The error that an answer which is not `ok` tells; `internal` where it says nothing that can be read. */
export async function readFailure(response: Response): Promise<AppError> {
  const parsed = ErrorBody.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return new AppError('internal', `Gridbox answered ${response.status} without saying why.`);
  const { code, message, fields, detail, requestId } = parsed.data.error;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(code, message, {
    fields,
    detail,
    requestId,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

/** @throws AppError `internal` where the answer is not what its contract says. */
export function parseAnswer<Schema extends z.ZodType>(path: string, schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'internal',
    `The answer of ${path} is not what this was built for; reload the page, or bring the program up to date.`,
    {
      cause: parsed.error,
    },
  );
}
