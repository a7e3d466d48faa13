/** What may be asked of a run, as its page says it. */
import type { SiteRun } from '@/lib/contracts/sites';
import type { RunDeed, RunState } from '@/lib/domain/site-run';

interface Words {
  readonly label: string;
  readonly consequence: string;
  readonly danger?: true;
}

/** What is offered in each state, the likeliest first; which of it is refused, and why, the run itself says. */
export const OFFERED: Record<RunState, readonly RunDeed[]> = {
  running: ['pause', 'roll-back'],
  paused: ['resume', 'roll-back', 'leave'],
  'rolling-back': ['pause'],
  proving: [],
  'not-clean': ['resume', 'leave'],
  done: [],
  kept: [],
  'rolled-back': [],
  destroyed: [],
};

export function deedWords(
  deed: RunDeed,
  { kind, siteName, state }: Pick<SiteRun, 'kind' | 'siteName' | 'state'>,
): Words {
  switch (deed) {
    case 'pause':
      return {
        label: 'Pause',
        consequence: 'What is under way ends; nothing more is begun until somebody resumes it.',
      };
    case 'resume':
      return {
        label: state === 'not-clean' ? 'Look again now' : 'Resume',
        consequence: 'It goes on by your account. What has failed is tried again.',
      };
    case 'roll-back':
      return {
        label: 'Roll back',
        consequence: `Everything that this run has made for ${siteName} is taken away again, and looked for until it is gone. What it destroyed does not come back.`,
        danger: true,
      };
    case 'leave':
      return {
        label: 'Leave as it is',
        consequence:
          kind === 'apply'
            ? `What was made for ${siteName} stays, and the run ends. The next plan goes on from there.`
            : `What is left of ${siteName} stays, and nobody looks for it any more. The next plan to destroy it goes on from there.`,
        danger: true,
      };
  }
}
