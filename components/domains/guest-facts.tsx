import type { ReactNode } from 'react';
import { Age } from '@/components/ui/age';
import { Duration } from '@/components/ui/figures';
import type { DomainDetail } from '@/lib/contracts/domains';
import { isActive } from '@/lib/domain/domain';

/** The guest's own uptime and when it was heard: between two hearings it is not counted on. Off, there is none. */
export function GuestUptime({
  domain,
}: {
  readonly domain: Pick<DomainDetail, 'state' | 'guestUptimeMs' | 'guestHeardAt'>;
}) {
  if (domain.state !== 'running' && domain.state !== 'paused')
    return <span className="text-faint">it does not run</span>;
  if (domain.guestUptimeMs === null) return <span className="text-faint">never heard</span>;
  return (
    <>
      {domain.state === 'paused' ? 'stood still at ' : null}
      <Duration ms={domain.guestUptimeMs} />{' '}
      <Age at={domain.guestHeardAt} prefix="heard" className="text-xs text-muted" />
    </>
  );
}

/** What its guest's agent said last: nothing of it is tried. */
export function GuestAddresses({ domain }: { readonly domain: Pick<DomainDetail, 'state' | 'guestAddresses'> }) {
  const { guestAddresses: told } = domain;
  if (!isActive(domain.state)) return <span className="text-faint">it does not run</span>;
  if (told === null) return <span className="text-faint">not told: no guest agent has answered</span>;
  return (
    <>
      {told.addresses.length === 0
        ? 'none but its own'
        : told.addresses.map(({ mac, address, prefixLength }) => (
            <span key={`${mac} ${address}`} className="block font-mono text-xs" title={`MAC ${mac}`}>
              {address}/{prefixLength}
            </span>
          ))}{' '}
      <Age at={told.at} prefix="said by its guest agent" className="text-xs text-muted" />
    </>
  );
}

/** The version its owner declared; else the file it boots from, without its place, which is the host's business. */
export function guestKernel({ kernel, kernelVersion }: Pick<DomainDetail, 'kernel' | 'kernelVersion'>): {
  readonly term: string;
  readonly value: ReactNode;
} {
  if (kernelVersion !== null || kernel === null) return { term: 'Guest kernel', value: kernelVersion };
  return { term: 'Kernel file', value: kernel.slice(kernel.lastIndexOf('/') + 1) };
}
