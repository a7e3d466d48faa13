'use client';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '@/components/ui/banner';
import { LinkButton } from '@/components/ui/link-button';
import { Age } from '@/components/ui/age';
import { alarmsQuery } from '@/lib/client/queries/alarms';
import { pages } from '@/lib/utils/paths';

/** Open alarms are few by nature; a page of them holds those of any one subject. */
const OPEN = { open: true, pageSize: 200 } as const;

/** Open alarms that concern a domain or host, on top of its page. Nothing where there are none. */
export function SubjectAlarms({ domainId, hostId }: { readonly domainId?: string; readonly hostId?: string }) {
  const { data } = useQuery(alarmsQuery(OPEN));
  const alarms = (data?.items ?? []).filter((alarm) =>
    domainId === undefined ? alarm.hostId === hostId : alarm.domainId === domainId,
  );
  return alarms.map((alarm) => (
    <Banner
      key={alarm.id}
      kind="trouble"
      className="mb-3"
      action={
        <LinkButton size="sm" href={pages.alarms()}>
          Resolve
        </LinkButton>
      }
    >
      <strong className="font-medium">{alarm.sentence}</strong> {alarm.remedy}{' '}
      <Age at={alarm.raisedAt} className="text-xs text-muted" />
    </Banner>
  ));
}
