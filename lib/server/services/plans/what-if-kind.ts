import { AppError } from '@/lib/domain/errors';
import { ONLY_READ } from '@/lib/domain/what-if';
import { whatIfDifference } from '@/lib/placement/what-if/what-if-difference';
import type { PlanKindWork } from './plan-kind';
import { supposedOf, whatIfDocumentOf } from './plan-rows';
import { makeWhatIfDocument } from './what-if-document';

/** What would be. Asked again it answers by the world of now; all else is refused, here as well as by `planRefusal`. */
export const whatIfKind: PlanKindWork = {
  async planAgain(tx, row, input, now) {
    for (const field of ['choices', 'struck', 'atOnce', 'jobWaitMinutes'] as const) {
      if (input[field] === undefined) continue;
      const message = 'a what-if has none; ask another one instead';
      throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
    }
    const before = supposedOf(row);
    const asked = { ...before, hostsRemoved: before.hostsRemoved.map(({ hostId }) => hostId) };
    const { wish, document } = await makeWhatIfDocument(tx, asked, now, before);
    return { data: { wish, document }, difference: whatIfDifference(whatIfDocumentOf(row), document) };
  },

  lookAgain: async () => await Promise.reject(new AppError('refused', ONLY_READ)),
  beginRefusal: async () => await Promise.resolve(ONLY_READ),
  haltReason: async () => await Promise.resolve(ONLY_READ),
  approve: async () => await Promise.reject(new AppError('refused', ONLY_READ)),
  sourceOf: () => null,
  turnOf: () => [],
  reason: () => 'What if',
  done: { state: 'answered', words: 'is answered' },
};
