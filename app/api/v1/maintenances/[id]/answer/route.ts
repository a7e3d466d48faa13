import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { answerMaintenance } from '@/lib/server/services/maintenances/answer-maintenance';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.answerMaintenance,
  async ({ context, params, body }) => await answerMaintenance({ context, id: params.id, input: body }),
);
