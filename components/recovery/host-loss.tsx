'use client';
import { useQuery } from '@tanstack/react-query';
import { Banner } from '@/components/ui/banner';
import { InlineLink } from '@/components/ui/text-link';
import { lossesQuery } from '@/lib/client/queries/recovery';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { HostIdSchema } from '@/lib/contracts/common';
import { isOpenLoss, isStartingDomains, LOSS_STATE_WORDS, LOSS_STATES } from '@/lib/domain/recovery';
import { pages } from '@/lib/utils/paths';
import { lossWords } from './loss-look';

/** The loss that is open of this host. Nothing where there is none. */
export function HostLoss({ hostId }: { readonly hostId: string }) {
  const refused = useScopeRefusal('hosts:read');
  const { data } = useQuery({
    ...lossesQuery({ host: HostIdSchema.parse(hostId), state: LOSS_STATES.filter(isOpenLoss), pageSize: 1 }),
    enabled: refused === undefined,
  });
  const loss = data?.items[0];
  if (loss === undefined) return null;
  return (
    <Banner kind={isStartingDomains(loss.state) ? 'info' : 'trouble'} className="mb-3">
      <InlineLink href={pages.loss(loss.id)}>
        {loss.state === 'returned' ? 'Restart of this host' : 'Loss of this host'}
      </InlineLink>
      : {LOSS_STATE_WORDS[loss.state]}. {lossWords(loss)}
    </Banner>
  );
}
