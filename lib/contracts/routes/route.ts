import { z } from 'zod';
import type { Scope } from '@/lib/domain/access';
import { DomainIdSchema, HostIdSchema, OperationIdSchema } from '../common';

/** What a route takes, answers and asks of its caller. */
export interface RouteContract {
  /** operationId of the OpenAPI document, and the audit's action for a refused attempt. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Template, `{name}` where the path has a parameter. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /**
   * Who may call: `public`; `signed-in` (any account or token); or the scope needed. The handler checks this first,
   * the service then narrows by VO.
   */
  readonly access: 'public' | 'signed-in' | Scope;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** No schema: an empty answer. */
  readonly response?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** Takes `Idempotency-Key`; answers with `Location`. */
  readonly operation?: true;
  /** Takes `Idempotency-Key` as operations do, and makes something else. */
  readonly keyed?: true;
  /** Takes `If-Match` with the version as entity tag. */
  readonly versioned?: true;
  /** May be called while the one-time password has not been changed. */
  readonly beforePasswordChange?: true;
  /** Only asks, though it has a body: what is refused of it was no attempt at anything, and stands in no audit. */
  readonly keepsNothing?: true;
  /** The answer is a stream of server-sent events, not JSON. */
  readonly stream?: true;
  /** The answer is a file of one of these media types, not JSON; the service makes the whole answer. */
  readonly file?: readonly [string, ...string[]];
  /** Larger than the usual body, where files are sent. */
  readonly bodyBytesMax?: number;
}

/** Keeps the literal types of an entry, so that a handler's parameters, body and answer are those of its own route. */
export const route = <const T extends RouteContract>(contract: T): T => contract;

export const v1 = '/api/v1';
export const HostParams = z.object({ id: HostIdSchema });
export const DomainParams = z.object({ id: DomainIdSchema });
export const OperationParams = z.object({ id: OperationIdSchema });
