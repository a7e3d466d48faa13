import type { z } from 'zod';
import type { TestConnection } from '@/lib/contracts/hosts';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { sealCredentials } from '@/lib/server/crypto/seal-credentials';
import type { ServiceContext } from '@/lib/server/service-context';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import { checkHostUri } from './check-host-uri';
import { withoutCredentials } from './host-rows';

/**
 * Has the agent try an address without keeping it. Credentials go along sealed, bound to the address: the operation's row
 * is read by many, and they open for nothing else.
 * @throws AppError `bad-request` for an address that is not allowed.
 */
export async function testConnection(options: {
  readonly context: ServiceContext;
  readonly body: TestConnection;
  readonly call: CommandCall;
  readonly secret?: string | undefined;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, body, call, secret = getConfig().secret } = options;
  requireScope(context.actor, 'hosts:write');
  checkHostUri(body.uri);
  const sealed =
    body.credentials === undefined ? undefined : sealCredentials(body.credentials, { secret, bind: body.uri });
  const input = { uri: body.uri, ...(sealed === undefined ? {} : { credentialsEncrypted: sealed.toString('base64') }) };
  const operation = await context.db.$transaction(async (tx) => {
    const { idempotencyKey } = call;
    const earlier = await findEarlierOperation(tx, context, { idempotencyKey, kind: 'test-connection', input });
    if (earlier !== undefined) return earlier;
    const shown = withoutCredentials(body.uri);
    const submitted = await submitCommand(tx, context, call, {
      action: 'testConnection',
      kind: 'test-connection',
      input,
      title: OPERATIONS['test-connection'].title({ host: shown }),
      reason: undefined,
      hostName: shown,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
