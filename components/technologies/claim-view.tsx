import { cn } from '@/components/ui/cn';
import { TONE_TEXT } from '@/components/ui/tone';
import type { TechnologyCell } from '@/lib/contracts/technologies';
import { CLAIM_LOOKS } from './claim-look';

/** An answer: icon and words. Where the words alone do not say yes, partly or no, that is said to those who do not see the icon. */
export function ClaimView({
  claim,
  className,
}: {
  readonly claim: TechnologyCell['claim'];
  readonly className?: string | undefined;
}) {
  const { icon: Icon, tone, label } = CLAIM_LOOKS[claim.verdict];
  return (
    <span className={cn('flex items-start gap-1.5 text-sm leading-5', className)}>
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', TONE_TEXT[tone])} />
      <span className="min-w-0 break-words">
        {claim.words}
        {label === '' || claim.words.toLowerCase() === label ? null : <span className="sr-only"> ({label})</span>}
      </span>
    </span>
  );
}
