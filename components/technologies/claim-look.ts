import { CircleCheck, CircleDashed, CircleHelp, CircleMinus, Dot, type LucideIcon } from 'lucide-react';
import type { Tone } from '@/components/ui/tone';
import type { Verdict } from '@/lib/domain/technologies/claim';

/** Icon and colour of an answer; the words stand beside it. `label` is for those who do not see the icon. */
export const CLAIM_LOOKS: Record<Verdict, { readonly icon: LucideIcon; readonly tone: Tone; readonly label: string }> =
  {
    yes: { icon: CircleCheck, tone: 'running', label: 'yes' },
    partly: { icon: CircleDashed, tone: 'paused', label: 'partly' },
    no: { icon: CircleMinus, tone: 'off', label: 'no' },
    is: { icon: Dot, tone: 'neutral', label: '' },
    unknown: { icon: CircleHelp, tone: 'neutral', label: '' },
  };
