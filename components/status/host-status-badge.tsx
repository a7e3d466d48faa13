import { Ban, CircleCheck, LoaderCircle, type LucideIcon, Unplug, Wrench } from 'lucide-react';
import type { HostStatus } from '@/lib/domain/host';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';

const LOOKS: Record<HostStatus, { tone: Tone; icon: LucideIcon; word: string }> = {
  connecting: { tone: 'neutral', icon: LoaderCircle, word: 'connecting' },
  up: { tone: 'running', icon: CircleCheck, word: 'up' },
  unreachable: { tone: 'trouble', icon: Unplug, word: 'unreachable' },
  disabled: { tone: 'off', icon: Ban, word: 'disabled' },
};

/** Status of a host; maintenance is a second badge, since a host in maintenance is still up or not. */
export function HostStatusBadge({
  host,
  plain,
}: {
  host: { readonly status: HostStatus; readonly statusReason?: string | null; readonly maintenance?: boolean };
  plain?: boolean | undefined;
}) {
  const look = LOOKS[host.status];
  return (
    <span className="inline-flex items-center gap-1.5">
      <Badge tone={look.tone} icon={look.icon} plain={plain} title={host.statusReason ?? undefined}>
        {look.word}
      </Badge>
      {host.maintenance === true ? (
        <Badge tone="paused" icon={Wrench} plain={plain}>
          maintenance
        </Badge>
      ) : null}
    </span>
  );
}
