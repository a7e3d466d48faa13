import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { answerLease } from '@/lib/server/services/leases/answer-lease';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.answerLease,
  async ({ context, params, body, ifMatch }) => await answerLease({ context, id: params.id, input: body, ifMatch }),
);
