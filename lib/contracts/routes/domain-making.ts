import { CheckCreation, CreateDomain, CreationCheck, DeleteDomain } from '../domain-making';
import { OperationAccepted, WaitQuery } from '../operations';
import { DomainParams, route, v1 } from './route';

export const domainMakingRoutes = {
  createDomain: route({
    id: 'createDomain',
    method: 'POST',
    path: `${v1}/domains/create`,
    tag: 'Domains',
    summary: 'Make a domain with its disks, all or nothing; without a host Gridbox chooses where it fits best',
    access: 'domains:create',
    query: WaitQuery,
    body: CreateDomain,
    response: OperationAccepted,
    status: 202,
    operation: true,
  }),
  checkCreation: route({
    id: 'checkCreation',
    method: 'POST',
    keepsNothing: true,
    path: `${v1}/domains/create/check`,
    tag: 'Domains',
    summary: 'Where such a domain could be made: every host, ready or every reason why not. Nothing is made',
    access: 'domains:create',
    body: CheckCreation,
    response: CreationCheck,
    status: 200,
  }),
  deleteDomain: route({
    id: 'deleteDomain',
    method: 'DELETE',
    path: `${v1}/domains/{id}`,
    tag: 'Domains',
    summary: 'Take a domain away with the disks that are its own, and prove that it is gone',
    access: 'domains:create',
    params: DomainParams,
    query: WaitQuery,
    body: DeleteDomain,
    response: OperationAccepted,
    status: 202,
    operation: true,
  }),
} as const;
