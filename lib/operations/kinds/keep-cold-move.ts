import { KeepColdMove } from '@/lib/contracts/cold-moves';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** A definition and some files are removed. */
const KEEP_COLD_MOVE_DEADLINE_MS = 5 * MINUTE_MS;

export const keepColdMove = defineOperation({
  kind: 'keep-cold-move',
  version: 1,
  input: KeepColdMove.omit({ reason: true }).strict(),
  scope: 'domains:migrate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: KEEP_COLD_MOVE_DEADLINE_MS,
  cancellable: false,
  title: (subject) =>
    `Keep ${domainName(subject)} on ${subject.target ?? 'its new host'} and delete the old copy on ${subject.host ?? 'the other host'}`,
});
