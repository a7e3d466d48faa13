import { ActOnDomain } from '../domains';
import { ListOperationsQuery, OperationAccepted, OperationDetail, OperationPage, WaitQuery } from '../operations';
import { OperationParams, route, v1 } from './route';

export const operationRoutes = {
  listOperations: route({
    id: 'listOperations',
    method: 'GET',
    path: `${v1}/operations`,
    tag: 'Operations',
    summary: 'Operations, newest first',
    access: 'operations:read',
    query: ListOperationsQuery,
    response: OperationPage,
    status: 200,
  }),
  getOperation: route({
    id: 'getOperation',
    method: 'GET',
    path: `${v1}/operations/{id}`,
    tag: 'Operations',
    summary: 'One operation with its steps',
    access: 'operations:read',
    params: OperationParams,
    query: WaitQuery,
    response: OperationDetail,
    status: 200,
  }),
  cancelOperation: route({
    id: 'cancelOperation',
    method: 'POST',
    path: `${v1}/operations/{id}/cancel`,
    tag: 'Operations',
    summary: 'Ask for the cancellation of an operation',
    access: 'operations:cancel',
    params: OperationParams,
    body: ActOnDomain,
    response: OperationAccepted,
    status: 202,
  }),
} as const;
