import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readTechnologies } from '@/lib/server/services/technologies/read-technologies';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getTechnologies,
  async ({ context, query }) => await readTechnologies({ context, query }),
);
