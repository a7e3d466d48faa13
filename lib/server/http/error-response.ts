import { z } from 'zod';
import type { ErrorBody } from '@/lib/contracts/common';
import { AppError, ERROR_CODES } from '@/lib/domain/errors';
import { isDatabaseAway } from '@/lib/server/database-away';

const RetryDetail = z.object({ retryAfterSeconds: z.number() });

/** What the caller may be told: an `AppError` as it is, a lost database as `unavailable`, anything else without its text. */
export function toAppError(error: unknown, requestId: string): AppError {
  if (AppError.is(error)) return error;
  if (isDatabaseAway(error)) {
    return new AppError('unavailable', 'The database does not answer. Try again in a moment.', { cause: error });
  }
  return new AppError('internal', `Something went wrong on our side. Quote ${requestId} when you report it.`, {
    cause: error,
  });
}

/** The one form of every refusal; `Retry-After` where the error says when. */
export function errorResponse(error: AppError, requestId: string): Response {
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      fields: error.fields.map((field) => ({ field: field.field, message: field.message })),
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      requestId,
    },
  };
  const headers = new Headers();
  const retry = RetryDetail.safeParse(error.detail);
  if (retry.success) headers.set('retry-after', String(retry.data.retryAfterSeconds));
  if (error.code === 'unauthenticated') headers.set('www-authenticate', 'Bearer realm="Gridbox"');
  return Response.json(body, { status: ERROR_CODES[error.code], headers });
}
