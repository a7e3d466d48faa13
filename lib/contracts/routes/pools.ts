import { z } from 'zod';
import {
  ChangePool,
  CreatePool,
  ListPoolsQuery,
  PoolDetail,
  PoolIdSchema,
  PoolPage,
  PoolRemoved,
  RemovePool,
} from '../pools';
import { route, v1 } from './route';

const params = z.object({ id: PoolIdSchema });
const tag = 'Batch';

export const poolRoutes = {
  listPools: route({
    id: 'listPools',
    method: 'GET',
    path: `${v1}/pools`,
    tag,
    summary: 'Pools of slots that are booted on demand, by name, with how long jobs waited for them',
    access: 'batch:read',
    query: ListPoolsQuery,
    response: PoolPage,
    status: 200,
  }),
  createPool: route({
    id: 'createPool',
    method: 'POST',
    path: `${v1}/pools`,
    tag,
    summary: 'Boot slots for jobs that ask for an environment by this name',
    access: 'batch:write',
    body: CreatePool,
    response: PoolDetail,
    status: 201,
  }),
  getPool: route({
    id: 'getPool',
    method: 'GET',
    path: `${v1}/pools/{id}`,
    tag,
    summary: 'A pool with its slots and jobs, and why each of these waits',
    access: 'batch:read',
    params,
    response: PoolDetail,
    status: 200,
  }),
  changePool: route({
    id: 'changePool',
    method: 'PATCH',
    path: `${v1}/pools/{id}`,
    tag,
    summary:
      'Change how many slots there may be, and for how long, or what they are made of; switched off it boots none, and its slots go once their jobs are over',
    access: 'batch:write',
    params,
    body: ChangePool,
    response: PoolDetail,
    status: 200,
  }),
  removePool: route({
    id: 'removePool',
    method: 'DELETE',
    path: `${v1}/pools/{id}`,
    tag,
    summary: 'Delete a pool: its slots go once their jobs are over, with proof, and it with the last of them',
    access: 'batch:write',
    params,
    body: RemovePool,
    response: PoolRemoved,
    status: 200,
  }),
};
