import { expect, test } from 'vitest';
import { DomainIdSchema } from '@/lib/contracts/common';
import type { DrainPlan } from '@/lib/contracts/plans';
import { choose, draftSize, NO_DRAFT, replanBody } from './drain-draft';

const id = (digit: number) => DomainIdSchema.parse(`${String(digit).repeat(8)}-1111-4111-8111-111111111111`);
const leave = (digit: number, asPlanned = false) => ({
  choice: { domainId: id(digit), strategy: 'leave' } as const,
  asPlanned,
});

test('choices of a draft replace those of the plan for the same domains, and nothing is sent that was not chosen', () => {
  const plan = {
    choices: [
      { domainId: id(1), strategy: 'stop' },
      { domainId: id(2), strategy: 'stop' },
    ],
  } as unknown as DrainPlan;
  expect(replanBody(plan, NO_DRAFT)).toEqual({});
  expect(replanBody(plan, { ...NO_DRAFT, jobWaitMinutes: 15 })).toEqual({ jobWaitMinutes: 15 });
  expect(replanBody(plan, choose(NO_DRAFT, [leave(2), leave(3)]))).toEqual({
    choices: [{ domainId: id(1), strategy: 'stop' }, leave(2).choice, leave(3).choice],
  });
});

test('what is chosen back as it is planned is no choice any more', () => {
  const draft = choose(NO_DRAFT, [leave(1), leave(2)]);
  expect(draftSize(draft)).toBe(2);
  expect(draftSize(choose(draft, [leave(1, true)]))).toBe(1);
  expect(draftSize({ ...draft, jobWaitMinutes: 15 })).toBe(3);
});
