import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { errorResponse } from './error-response';

/** Addresses under `/api` that are no route: the same form of answer as everywhere, not a page. */
export function unknownRoute(): Response {
  const requestId = randomUUID();
  const response = errorResponse(
    new AppError('not-found', 'There is no such address; see /api/openapi.json.'),
    requestId,
  );
  response.headers.set('cache-control', 'no-store');
  response.headers.set('x-request-id', requestId);
  return response;
}
