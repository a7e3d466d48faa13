/** Telling people and other programs of the maintenance of a host. */
import { NOTICE_WORDS } from '@/lib/domain/lease-notice';
import type { Tx } from '@/lib/server/db/client';
import { pages } from '@/lib/utils/paths';
import { DECIDERS } from './file-notice';
import { tellPeople } from './tell-people';

export interface MaintenanceNotice {
  readonly maintenance: { readonly id: string; readonly hostName: string };
  readonly kind: 'maintenance' | 'maintenance-answered';
  /** What it tells of, for this maintenance: told again it is left out. */
  readonly key: string;
  readonly vo: string;
  readonly sentence: string;
  readonly now: Date;
  /** Who did it knows of it. */
  readonly byUserId?: string | undefined;
}

/** Of what touches a VO its own people are told, of what a VO said to it the managers; addresses of all. */
export async function fileMaintenanceNotice(tx: Tx, notice: MaintenanceNotice): Promise<void> {
  const { maintenance, kind, key, vo, sentence, now, byUserId } = notice;
  await tellPeople(tx, {
    of: { maintenanceId: maintenance.id, key: `${key} ${vo}` },
    kind,
    to: kind === 'maintenance' ? { role: 'vo-admin', vos: { has: vo } } : { role: { in: DECIDERS } },
    byUserId,
    vo,
    sentence,
    subject: `Gridbox: maintenance of ${maintenance.hostName}, ${NOTICE_WORDS[kind]}`,
    page: pages.maintenance(maintenance.id),
    event: {
      type: kind === 'maintenance' ? 'maintenance.told' : 'maintenance.answered',
      data: { maintenanceId: maintenance.id, host: maintenance.hostName, vo },
    },
    now,
  });
}
