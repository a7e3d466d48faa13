/** A domain that stopped by a fault of its own says so in a list, and nobody looks at a list of off domains: it has an alarm. */
import type { DomainState } from '@/lib/domain/domain';
import type { Sql } from '@/lib/server/db/sql';
import { raiseAlarm, settleAlarm } from '@/lib/server/inventory/alarms';
import type { DomainImage } from './domain-image';
import { cleanText } from './encode-json';

const KIND = 'domain-crashed';

/**
 * Raises it as a domain is seen to have crashed, and settles it when it is seen otherwise. One that had crashed before Gridbox saw it for
 * the first time raises none: nobody knows since when that is so, or wanted.
 * @param before undefined: not known until now
 */
export async function noteCrash(
  sql: Sql,
  image: DomainImage,
  before: DomainState | undefined,
  at: { readonly hostId: string; readonly vo: string | undefined },
): Promise<void> {
  if (before === undefined || before === image.state) return;
  if (image.state === 'crashed') {
    await raiseAlarm(sql, {
      kind: KIND,
      domainId: image.id,
      hostId: at.hostId,
      vo: at.vo,
      sentence: `${cleanText(image.name)} has crashed${image.stateReason === null ? '' : `: ${cleanText(image.stateReason)}`}.`,
      remedy: 'Read what its console said last, then start it again, or delete it.',
    });
  } else if (before === 'crashed') await settleCrash(sql, image.id, `It is ${image.state}.`);
}

/** @param note why it is no matter any more */
export const settleCrash = async (sql: Sql, id: string, note: string): Promise<void> =>
  await settleAlarm(sql, { kind: KIND, domainId: id, note });
