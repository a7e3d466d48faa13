import { StateBadge } from '@/components/status/state-badge';
import { cn } from '@/components/ui/cn';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { TONE_TEXT } from '@/components/ui/tone';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { hasInterface, NO_NETWORK_WORDS } from '@/lib/domain/environment-network';
import { isOver } from '@/lib/domain/lease';
import { pages } from '@/lib/utils/paths';

type Domain = LeaseDetail['domains'][number];
const FROM_WORDS: Readonly<Record<NonNullable<Domain['addressFrom']>, string>> = {
  probe: 'by which it is probed',
  guest: 'as its guest says',
  site: 'given by its site',
};
function addressWords({ address, addressFrom: from }: Domain, isolation: LeaseDetail['isolation']): string {
  if (address === null)
    return !hasInterface({ isolation }) ? 'no network interface, no address' : 'address not known yet';
  return `address ${address}, ${from === null ? 'of unknown source' : FROM_WORDS[from]}`;
}

/** What was made for it, where it is, and how it is reached. */
export function LeaseDomains({
  lease,
}: {
  readonly lease: Pick<LeaseDetail, 'domains' | 'isolation' | 'site' | 'state'>;
}) {
  const { domains, site, isolation } = lease;
  return (
    <section aria-label="Domains" className="min-w-0">
      <h2 className="mb-2 text-base font-semibold">Domains</h2>
      {domains.length === 0 ? (
        <p className="text-sm text-muted">
          {isOver(lease.state) ? 'Nothing of it is there.' : 'None is there yet: they are made when it begins.'}
        </p>
      ) : (
        <ul aria-label="Domains of the lease" className="divide-y divide-line border-y border-line text-sm">
          {domains.map((domain) => {
            const { id, name, state, simulated, hostName, macs, verified } = domain;
            return (
              <li key={id} className="grid gap-0.5 py-1.5">
                <span className="flex flex-wrap items-center gap-x-3">
                  <TextLink href={pages.domain(id)}>{name}</TextLink>
                  <StateBadge domain={{ state }} plain />
                  {hostName === null ? null : <span className="text-muted">on {hostName}</span>}
                  {simulated ? <SimulatedLabel /> : null}
                </span>
                <span className="text-xs text-muted">
                  {addressWords(domain, isolation)}
                  {macs.length === 0 ? '' : `, MAC ${macs.join(', ')}`}
                </span>
                {verified === false ? (
                  <span className={cn('text-xs', TONE_TEXT.stale)}>
                    Its guest was not heard when it was made: that it has booted is not verified.
                  </span>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
      {!hasInterface(lease) && !isOver(lease.state) ? (
        <p className="mt-2 text-sm text-muted">{NO_NETWORK_WORDS}</p>
      ) : null}
      {site === null ? null : (
        <p className="mt-2 text-sm text-muted">
          Made by the site <InlineLink href={pages.site(site.id)}>{site.name}</InlineLink>
          {site.runId === null ? (
            '.'
          ) : (
            <>
              , <InlineLink href={pages.siteRun(site.runId)}>its newest run</InlineLink>.
            </>
          )}
        </p>
      )}
    </section>
  );
}
