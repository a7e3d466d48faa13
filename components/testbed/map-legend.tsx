import { ArrowLeftRight, ClockAlert, Pause, Play, Power, TriangleAlert } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { RealLabel } from '@/components/status/real-label';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import type { MapScale } from './prepare-map';

/** What colours, icons and sizes mean. */
export function MapLegend({ scale }: { scale: MapScale }) {
  return (
    <ul aria-label="Legend" className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <li>
        <Badge plain tone="running" icon={Play}>
          running
        </Badge>
      </li>
      <li>
        <Badge plain tone="paused" icon={Pause}>
          paused
        </Badge>
      </li>
      <li>
        <Badge plain tone="off" icon={Power}>
          off
        </Badge>
      </li>
      <li>
        <Badge plain tone="moving" icon={ArrowLeftRight}>
          moving
        </Badge>
      </li>
      <li>
        <Badge plain tone="trouble" icon={TriangleAlert}>
          trouble
        </Badge>
      </li>
      <li>
        <Badge plain tone="stale" icon={ClockAlert}>
          stale
        </Badge>
      </li>
      <li className="flex items-center gap-1">
        <RealLabel /> <span className="text-xs text-muted">a machine that answers</span>
      </li>
      <li className="flex items-center gap-1">
        <SimulatedLabel /> <span className="text-xs text-muted">modelled</span>
      </li>
      <li className="text-xs text-muted">
        {scale === 'racks'
          ? 'wider: more memory, or a longer name'
          : scale === 'lines'
            ? 'a line a host, a cell a domain'
            : 'a cell a host: filled by memory in use, coloured by the worst on it'}
      </li>
    </ul>
  );
}
