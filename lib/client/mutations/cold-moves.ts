import { mutationOptions, type QueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { getJson, sendJson, withQuery } from '@/lib/client/http';
import { retryPause, retryUnanswered } from '@/lib/client/query-client';
import { domainKeys } from '@/lib/client/query-keys/domains';
import { operationKeys } from '@/lib/client/query-keys/operations';
import { testbedKeys } from '@/lib/client/query-keys/testbed';
import {
  ColdMovePlan,
  type ColdMoveDomain,
  type KeepColdMove,
  type PlanColdMove,
  type ReturnColdMove,
} from '@/lib/contracts/cold-moves';
import { OperationAccepted, OperationDetail } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { api } from '@/lib/utils/paths';
import { refreshUnlessLive } from './refresh-unless-live';

interface Command<Body> {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly body: Body;
}

const refresh = (client: QueryClient): void =>
  refreshUnlessLive(client, [domainKeys.all(), testbedKeys.all(), operationKeys.all()]);
/** Safe because of the key: however often it is sent, it is one operation. */
const retry = { retry: retryUnanswered, retryDelay: retryPause };

/** As long as the server holds an answer; both hosts answer within seconds. */
const PLAN_WAIT_SECONDS = 60;
const Planned = z.object({ plan: ColdMovePlan });

/** Asks both hosts what a cold move would do, and waits for the plan. */
export const planColdMove = () =>
  mutationOptions({
    ...retry,
    mutationFn: async ({ id, idempotencyKey, body }: Command<z.input<typeof PlanColdMove>>): Promise<ColdMovePlan> => {
      const path = withQuery(api.planColdMove(id), { wait: PLAN_WAIT_SECONDS });
      const { operation } = await sendJson('POST', path, OperationAccepted, { body, idempotencyKey });
      if (operation.error !== null) throw new AppError('refused', operation.error.message);
      if (operation.state !== 'succeeded')
        throw new AppError(
          'unavailable',
          operation.waitingFor === null
            ? 'The hosts have not answered yet. Read the plan again in a moment.'
            : `The plan waits for ${operation.waitingFor}.`,
        );
      const detail = await getJson(api.operation(operation.id), OperationDetail);
      return Planned.parse(detail.result).plan;
    },
  });

export const coldMoveDomain = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command<z.input<typeof ColdMoveDomain>>) =>
      sendJson('POST', api.coldMove(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const keepColdMove = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command<z.input<typeof KeepColdMove>>) =>
      sendJson('POST', api.keepColdMove(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });

export const returnColdMove = () =>
  mutationOptions({
    ...retry,
    mutationFn: ({ id, idempotencyKey, body }: Command<z.input<typeof ReturnColdMove>>) =>
      sendJson('POST', api.returnColdMove(id), OperationAccepted, { body, idempotencyKey }),
    onSuccess: (_answer, _command, _kept, { client }) => refresh(client),
  });
