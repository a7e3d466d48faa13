import { Ban, CalendarX, CircleCheck, History, type LucideIcon, UserX } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import { LISTED_STATE_WORDS, type ListedState } from '@/lib/domain/image-trust';

const LOOKS: Record<ListedState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  endorsed: { tone: 'running', icon: CircleCheck },
  expired: { tone: 'paused', icon: CalendarX },
  superseded: { tone: 'off', icon: History },
  invalidated: { tone: 'trouble', icon: Ban },
  withdrawn: { tone: 'trouble', icon: UserX },
};

/** What a list, or an image of one, is worth now. */
export function ListedBadge({ state, plain }: { readonly state: ListedState; readonly plain?: boolean }) {
  const { tone, icon } = LOOKS[state];
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {LISTED_STATE_WORDS[state]}
    </Badge>
  );
}
