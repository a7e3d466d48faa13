import { z } from 'zod';
import { CreateUser, UpdateUser, User, UserCreated, UserPage } from '../access';
import { Paging } from '../common';
import { route, v1 } from './route';

export const userRoutes = {
  listUsers: route({
    id: 'listUsers',
    method: 'GET',
    path: `${v1}/users`,
    tag: 'Users',
    summary: 'Accounts',
    access: 'users:manage',
    query: Paging,
    response: UserPage,
    status: 200,
  }),
  createUser: route({
    id: 'createUser',
    method: 'POST',
    path: `${v1}/users`,
    tag: 'Users',
    summary: 'Make an account; its one-time password is shown once',
    access: 'users:manage',
    body: CreateUser,
    response: UserCreated,
    status: 201,
  }),
  updateUser: route({
    id: 'updateUser',
    method: 'PATCH',
    path: `${v1}/users/{id}`,
    tag: 'Users',
    summary: 'Change role, VOs, name; disable; reset the password',
    access: 'users:manage',
    params: z.object({ id: z.string().min(1).max(64) }),
    body: UpdateUser,
    response: z.object({ user: User, oneTimePassword: z.string().nullable() }).meta({ id: 'UserUpdated' }),
    status: 200,
  }),
  removeUser: route({
    id: 'removeUser',
    method: 'DELETE',
    path: `${v1}/users/{id}`,
    tag: 'Users',
    summary: 'Delete an account; the last administrator stays',
    access: 'users:manage',
    params: z.object({ id: z.string().min(1).max(64) }),
    status: 204,
  }),
} as const;
