import { CircleCheck, CircleX, Hourglass, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { Tone } from '@/components/ui/tone';
import type { Candidate } from '@/lib/contracts/migrations';
import { formatMemory } from '@/lib/utils/units';

const LOOKS: Record<Candidate['verdict'], { tone: Tone; icon: LucideIcon; word: string }> = {
  ready: { tone: 'running', icon: CircleCheck, word: 'ready' },
  'ready-with-warnings': { tone: 'paused', icon: TriangleAlert, word: 'ready, with a caution' },
  wait: { tone: 'accent', icon: Hourglass, word: 'would wait' },
  refused: { tone: 'off', icon: CircleX, word: 'not possible' },
};
export const verdictLook = (candidate: Pick<Candidate, 'verdict'>) => LOOKS[candidate.verdict];

/**
 * The one line a host carries while a domain is on its way: ready and what stays free, or the first reason why not.
 * @example verdictLine(candidate) // 'ready, 3.2 GiB free after'
 */
export function verdictLine(candidate: Candidate): string {
  const first = candidate.refusals[0];
  if (candidate.verdict === 'refused' || candidate.verdict === 'wait')
    return first?.sentence ?? LOOKS[candidate.verdict].word;
  const after = candidate.memoryFreeAfterKiB;
  return after === null
    ? LOOKS[candidate.verdict].word
    : `${LOOKS[candidate.verdict].word}, ${formatMemory(after)} free after`;
}
