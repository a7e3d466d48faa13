'use client';
import { hypervisorName } from '@/components/hosts/host-words';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { formatPercent } from '@/components/ui/figures';
import { HostStatusBadge } from '@/components/status/host-status-badge';
import { Meter } from '@/components/ui/progress';
import { ArrowDownToLine, ArrowUpFromLine, Wrench } from 'lucide-react';
import type { DragVerdict } from './drag-store';
import { DropVerdict } from './drop-verdict';
import { type MapHost, memoryShare } from './prepare-map';
import { formatMemory } from '@/lib/utils/units';

/** Name, technology, memory and count of a host in one line of fixed height; while a domain is dragged, the verdict. */
export function RackHeader({
  host,
  focusable,
  selected,
  verdict,
}: {
  host: MapHost;
  focusable: boolean;
  selected: boolean;
  verdict: DragVerdict | undefined;
}) {
  return (
    <div className="@container">
      <div className="flex h-7 items-center gap-3">
        <button
          type="button"
          tabIndex={focusable ? 0 : -1}
          data-host={host.id}
          aria-pressed={selected}
          aria-label={hostName(host)}
          className={cn(
            'max-w-3/5 min-w-0 shrink-0 rounded-sm px-1 text-left outline-offset-0 hover:bg-hover',
            selected ? 'ring-2 ring-accent' : '',
          )}
        >
          <span className="block truncate text-sm font-semibold">{host.name}</span>
        </button>
        <span
          className={cn(
            'shrink-0 text-xs text-muted',
            host.status === 'up' && !host.maintenance ? '@max-[260px]:hidden' : '@max-[400px]:hidden',
          )}
        >
          {hypervisorName(host) ?? 'not read yet'}
        </span>
        <Standing host={host} />
        {host.status === 'unreachable' ? (
          <Age at={host.statusSince} prefix="since" className="truncate text-xs text-trouble @max-[360px]:hidden" />
        ) : null}
        <span className={cn('ml-auto flex items-center gap-3', verdict === undefined ? 'shrink-0' : 'min-w-0')}>
          {verdict === undefined ? <Figures host={host} /> : <DropVerdict hostId={host.id} verdict={verdict} />}
        </span>
      </div>
    </div>
  );
}

/** What is out of the ordinary. That a host in maintenance is up goes without saying, and there is little room. */
function Standing({ host }: { host: MapHost }) {
  if (host.status !== 'up') return <HostStatusBadge host={host} plain />;
  if (!host.maintenance) return null;
  return (
    <Badge tone="paused" icon={Wrench} plain>
      maintenance
    </Badge>
  );
}

function Figures({ host }: { host: MapHost }) {
  const used = memoryShare(host);
  return (
    <>
      {host.migrationsIn === 0 ? null : (
        <Badge tone="moving" icon={ArrowDownToLine} plain title="Migrations arriving">
          {host.migrationsIn}
        </Badge>
      )}
      {host.migrationsOut === 0 ? null : (
        <Badge tone="moving" icon={ArrowUpFromLine} plain title="Migrations leaving">
          {host.migrationsOut}
        </Badge>
      )}
      {used === undefined ? null : (
        <span
          className="flex items-center gap-2"
          title={`${formatMemory(host.memoryFreeKiB ?? 0)} of ${formatMemory(host.memoryTotalKiB ?? 0)} free`}
        >
          <Meter value={used} label={`Memory of ${host.name} in use`} className="w-20 @max-[440px]:hidden" />
          <span className="w-9 text-right text-xs text-muted">{formatPercent(used)}</span>
        </span>
      )}
      <span className="shrink-0 text-xs whitespace-nowrap text-muted">
        {host.domainCount} {host.domainCount === 1 ? 'domain' : 'domains'}
      </span>
    </>
  );
}

/** A host in one sentence, for its accessible name. */
export function hostName(host: MapHost): string {
  const used = memoryShare(host);
  return [
    host.name,
    host.status,
    host.maintenance ? 'in maintenance' : undefined,
    hypervisorName(host) ?? undefined,
    used === undefined ? undefined : `${formatPercent(used)} of its memory in use`,
    `${host.domainCount} ${host.domainCount === 1 ? 'domain' : 'domains'}`,
    host.simulated ? 'simulated' : 'real',
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
