import { PlanColdMove } from '@/lib/contracts/cold-moves';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { MINUTE_MS } from '@/lib/utils/time';

/** Definitions and folders are read and nothing is copied; a host that needs longer would not carry the move either. */
const PLAN_COLD_MOVE_DEADLINE_MS = 2 * MINUTE_MS;

export const planColdMove = defineOperation({
  kind: 'plan-cold-move',
  version: 1,
  input: PlanColdMove.omit({ targetHostId: true, reason: true }).strict(),
  scope: 'domains:migrate',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: PLAN_COLD_MOVE_DEADLINE_MS,
  cancellable: true,
  title: (subject) => `Plan a cold move of ${domainName(subject)} to ${subject.target ?? 'another host'}`,
});
