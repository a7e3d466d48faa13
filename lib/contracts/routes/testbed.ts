import { ReferenceFigures, SearchQuery, SearchResult, Testbed } from '../testbed';
import { route, v1 } from './route';

export const testbedRoutes = {
  getTestbed: route({
    id: 'getTestbed',
    method: 'GET',
    path: `${v1}/testbed`,
    tag: 'Testbed',
    summary: 'Everything the map draws, in one answer',
    access: 'domains:read',
    response: Testbed,
    status: 200,
  }),
  search: route({
    id: 'search',
    method: 'GET',
    path: `${v1}/search`,
    tag: 'Testbed',
    summary: 'Find domains, hosts and operations by name',
    access: 'domains:read',
    query: SearchQuery,
    response: SearchResult,
    status: 200,
  }),
  listReferences: route({
    id: 'listReferences',
    method: 'GET',
    path: `${v1}/references`,
    tag: 'Testbed',
    summary: 'Reference figures of the 2006 report',
    access: 'benchmarks:read',
    response: ReferenceFigures,
    status: 200,
  }),
} as const;
