import { z } from 'zod';
import { OpenConsole, TypeInConsole } from '../consoles';
import { DomainParams, route, v1 } from './route';

export const consoleRoutes = {
  openConsole: route({
    id: 'openConsole',
    method: 'POST',
    path: `${v1}/domains/{id}/console`,
    tag: 'Domains',
    summary:
      'Open the text console of a running domain (server-sent events of `ConsoleFrame`); it ends with the answer',
    access: 'domains:operate',
    params: DomainParams,
    body: OpenConsole,
    status: 200,
    stream: true,
  }),
  typeInConsole: route({
    id: 'typeInConsole',
    method: 'POST',
    path: `${v1}/consoles/{id}/input`,
    tag: 'Domains',
    summary: 'Type into a console that the caller has open',
    access: 'domains:operate',
    params: z.object({ id: z.uuid() }),
    body: TypeInConsole,
    status: 204,
  }),
} as const;
