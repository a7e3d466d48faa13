import { mutationOptions } from '@tanstack/react-query';
import { z } from 'zod';
import { sendJson } from '@/lib/client/http';
import { tokenKeys } from '@/lib/client/query-keys/tokens';
import { type CreateToken, TokenCreated } from '@/lib/contracts/access';
import { api } from '@/lib/utils/paths';

export const createToken = () =>
  mutationOptions({
    mutationFn: (body: CreateToken) => sendJson('POST', api.tokens(), TokenCreated, { body }),
    onSuccess: (_created, _body, _kept, { client }) => client.invalidateQueries({ queryKey: tokenKeys.all() }),
  });

export const revokeToken = () =>
  mutationOptions({
    mutationFn: ({ id }: { id: string }) => sendJson('DELETE', api.token(id), z.undefined()),
    onSuccess: (_nothing, _token, _kept, { client }) => client.invalidateQueries({ queryKey: tokenKeys.all() }),
  });
