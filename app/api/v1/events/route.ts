import { routes } from '@/lib/contracts/routes';
import { authenticate } from '@/lib/server/auth/authenticate';
import { getAuth } from '@/lib/server/auth/auth';
import { getEventTail } from '@/lib/server/event-tail';
import { handle } from '@/lib/server/http/route';
import { streamEvents } from '@/lib/server/services/events/stream-events';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.streamEvents, async ({ context, request }) => {
  const { headers, signal } = request;
  const reauthenticate = async () => await authenticate({ headers, db: context.db, auth: getAuth() });
  return await streamEvents({
    context,
    tail: getEventTail(),
    lastEventId: headers.get('last-event-id'),
    signal,
    reauthenticate,
  });
});
