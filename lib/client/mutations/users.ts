import { mutationOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { userKeys } from '@/lib/client/query-keys/users';
import { type CreateUser, type UpdateUser, UserCreated } from '@/lib/contracts/access';
import { routes } from '@/lib/contracts/routes';
import { api } from '@/lib/utils/paths';

export const createUser = () =>
  mutationOptions({
    mutationFn: (body: z.input<typeof CreateUser>) => sendJson('POST', api.users(), UserCreated, { body }),
    onSuccess: (_created, _body, _kept, { client }) => client.invalidateQueries({ queryKey: userKeys.all() }),
  });

export const updateUser = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: UpdateUser }) =>
      sendJson('PATCH', api.user(id), routes.updateUser.response, { body }),
    onSuccess: (_updated, _edit, _kept, { client }) => client.invalidateQueries({ queryKey: userKeys.all() }),
  });

export const removeUser = () =>
  mutationOptions({
    mutationFn: ({ id }: { id: string }) => sendJson('DELETE', api.user(id), z.undefined()),
    onSuccess: (_nothing, _user, _kept, { client }) => client.invalidateQueries({ queryKey: userKeys.all() }),
  });
