import { z } from 'zod';
import { SECOND_MS } from '@/lib/utils/time';
import { defineOperation } from '@/lib/operations/definition';

/** Somebody waits for the answer with a form open; a host that needs longer is as good as one that does not answer. */
const TEST_CONNECTION_DEADLINE_MS = 30 * SECOND_MS;

export const testConnection = defineOperation({
  kind: 'test-connection',
  version: 1,
  input: z.strictObject({
    uri: z.string().min(1).max(1024),
    /** Encrypted as `Host.credentialsEncrypted` is, in base64. */
    credentialsEncrypted: z.base64().optional(),
  }),
  scope: 'hosts:write',
  locks: { domain: false, migrationPlaces: false },
  deadlineMs: TEST_CONNECTION_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Test the connection to ${subject.host ?? 'a host'}`,
});
