import { CalendarClock, CircleCheck, CircleX, Clock, type LucideIcon, Wrench } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import {
  MAINTENANCE_STANDING_WORDS,
  type MaintenanceStanding,
  VO_STANDING_WORDS,
  type VoStanding,
} from '@/lib/domain/maintenance';

interface Look {
  readonly tone: Tone;
  readonly icon: LucideIcon;
}
const LOOKS: Record<MaintenanceStanding, Look> = {
  announced: { tone: 'accent', icon: CalendarClock },
  'under-way': { tone: 'moving', icon: Wrench },
  over: { tone: 'off', icon: CircleCheck },
  cancelled: { tone: 'off', icon: CircleX },
};
const VO_LOOKS: Record<VoStanding, Look> = {
  waiting: { tone: 'paused', icon: Clock },
  consents: { tone: 'running', icon: CircleCheck },
  defers: { tone: 'accent', icon: CalendarClock },
  silent: { tone: 'off', icon: CircleCheck },
};

/** How a maintenance stands, by its announced time. */
export const MaintenanceBadge = ({ standing }: { readonly standing: MaintenanceStanding }) => (
  <Badge {...LOOKS[standing]} plain>
    {MAINTENANCE_STANDING_WORDS[standing]}
  </Badge>
);

/** What a VO said to it. */
export const VoStandingBadge = ({ standing }: { readonly standing: VoStanding }) => (
  <Badge {...VO_LOOKS[standing]} plain className="whitespace-normal">
    {VO_STANDING_WORDS[standing]}
  </Badge>
);
