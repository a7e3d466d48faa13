import { ReturnColdMove } from '@/lib/contracts/cold-moves';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** The guest gets its time to power off, then a definition and some files are removed. */
const RETURN_COLD_MOVE_DEADLINE_MS = 10 * MINUTE_MS;

export const returnColdMove = defineOperation({
  kind: 'return-cold-move',
  version: 1,
  input: ReturnColdMove.omit({ reason: true }).strict(),
  scope: 'domains:migrate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RETURN_COLD_MOVE_DEADLINE_MS,
  cancellable: false,
  title: (subject) => `Take ${domainName(subject)} back to ${subject.host ?? 'its old host'}`,
});
