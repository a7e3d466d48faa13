import type { ReactNode } from 'react';
import { Age } from '@/components/ui/age';
import { Duration } from '@/components/ui/figures';
import type { DomainDetail } from '@/lib/contracts/domains';

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

/** The version its owner declared; else the file it boots from, without its place, which is the host's business. */
export function guestKernel({ kernel, kernelVersion }: Pick<DomainDetail, 'kernel' | 'kernelVersion'>): {
  readonly term: string;
  readonly value: ReactNode;
} {
  if (kernelVersion !== null || kernel === null) return { term: 'Guest kernel', value: kernelVersion };
  return { term: 'Kernel file', value: kernel.slice(kernel.lastIndexOf('/') + 1) };
}
