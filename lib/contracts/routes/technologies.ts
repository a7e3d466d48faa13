import { TechnologiesQuery, TechnologyMatrix } from '../technologies';
import { route, v1 } from './route';

export const technologyRoutes = {
  getTechnologies: route({
    id: 'getTechnologies',
    method: 'GET',
    path: `${v1}/technologies`,
    tag: 'Technologies',
    summary:
      'What each virtualization technology can do, and how that is known: probed on hosts of the inventory, documented, or simulated',
    access: 'domains:read',
    query: TechnologiesQuery,
    response: TechnologyMatrix,
    status: 200,
  }),
} as const;
