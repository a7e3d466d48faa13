/** How sites are told of. */
import type { SiteTotals } from '@/lib/contracts/sites';
import type { NodeDeed } from '@/lib/site/plan/site-plan';
import type { Tone } from '@/components/ui/tone';

export const DEED_WORDS: Record<NodeDeed, string> = {
  create: 'Create',
  change: 'Change',
  replace: 'Make anew',
  keep: 'Leave as it is',
  destroy: 'Destroy',
};
export const DEED_TONES: Record<NodeDeed, Tone> = {
  create: 'running',
  change: 'moving',
  replace: 'paused',
  keep: 'neutral',
  destroy: 'trouble',
};

/** @example totalsWords({ create: 4, change: 0, …, blocked: 1 }) // 'Creates 4 domains. Something stands in the way of one.' */
export function totalsWords({ create, change, replace, keep, destroy, blocked }: SiteTotals): string {
  const parts = [
    ...(create === 0 ? [] : [`creates ${domains(create)}`]),
    ...(change === 0 ? [] : [`changes ${domains(change)}`]),
    ...(replace === 0 ? [] : [`makes ${domains(replace)} anew`]),
    ...(destroy === 0 ? [] : [`destroys ${domains(destroy)}`]),
  ];
  if (parts.length === 0)
    return `Nothing is to be done: ${keep === 1 ? 'its domain is' : `its ${keep} domains are`} as the file says.`;
  const left = keep === 0 ? '' : ` and leaves ${keep} as ${keep === 1 ? 'it is' : 'they are'}`;
  const stands = blocked === 0 ? '' : ` Something stands in the way of ${blocked === 1 ? 'one' : blocked}.`;
  const sentence = `${parts.join(', ')}${left}.`;
  return `${sentence.replace(/^./, (first) => first.toUpperCase())}${stands}`;
}

const domains = (count: number): string => (count === 1 ? 'one domain' : `${count} domains`);

/** @example thereWords({ made: 0, wanted: 4 }) // 'none of 4 there' */
export const thereWords = ({ made, wanted }: { readonly made: number; readonly wanted: number }): string =>
  made === 0 ? `none of ${wanted} there` : `${made} of ${wanted} there`;
