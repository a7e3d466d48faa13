import { z } from 'zod';
import { CreateToken, TokenCreated, TokenList } from '../access';
import { route, v1 } from './route';

export const tokenRoutes = {
  listTokens: route({
    id: 'listTokens',
    method: 'GET',
    path: `${v1}/tokens`,
    tag: 'Tokens',
    summary: 'Own API tokens, without their secrets',
    access: 'tokens:own',
    response: TokenList,
    status: 200,
  }),
  createToken: route({
    id: 'createToken',
    method: 'POST',
    path: `${v1}/tokens`,
    tag: 'Tokens',
    summary: 'Make an API token; its secret is shown once',
    access: 'tokens:own',
    body: CreateToken,
    response: TokenCreated,
    status: 201,
  }),
  revokeToken: route({
    id: 'revokeToken',
    method: 'DELETE',
    path: `${v1}/tokens/{id}`,
    tag: 'Tokens',
    summary: 'Revoke an own API token',
    access: 'tokens:own',
    params: z.object({ id: z.uuid() }),
    status: 204,
  }),
} as const;
