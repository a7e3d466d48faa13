import { CircleAlert, CircleCheck, CircleHelp, CircleMinus, type LucideIcon } from 'lucide-react';
import { Banner } from '@/components/ui/banner';
import { cn } from '@/components/ui/cn';
import type { CleanItem, CleanUp } from '@/lib/contracts/domain-making';
import type { CleanOutcome } from '@/lib/domain/wanted-domain';

const LOOKS: Record<CleanOutcome, { readonly icon: LucideIcon; readonly colour: string; readonly word: string }> = {
  gone: { icon: CircleCheck, colour: 'text-running', word: 'gone' },
  kept: { icon: CircleMinus, colour: 'text-off', word: 'kept' },
  'still-there': { icon: CircleAlert, colour: 'text-trouble', word: 'still there' },
  unknown: { icon: CircleHelp, colour: 'text-paused', word: 'not known' },
};
const WHAT: Record<CleanItem['what'], string> = {
  running: 'Running domain',
  'saved-memory': 'Saved memory',
  domain: 'Definition',
  disk: 'Disk',
};

/** What was looked for again after a deletion, and what was found. */
export function CleanUpProof({ proof }: { readonly proof: CleanUp }) {
  return (
    <section aria-label="Proof of clean-up">
      <h2 className="mb-2 text-base font-semibold">Proof of clean-up</h2>
      <Banner kind={proof.clean ? 'good' : 'trouble'} className="mb-2">
        {proof.clean
          ? 'Everything that was to go was looked for again and not found.'
          : 'Not everything that was to go is known to be gone.'}
      </Banner>
      <ul className="grid gap-2">
        {proof.items.map((item) => {
          const { icon: Icon, colour, word } = LOOKS[item.outcome];
          return (
            <li
              key={`${item.hostName} ${item.what} ${item.name}`}
              className="grid grid-cols-[16px_1fr] gap-x-2 text-sm"
            >
              <Icon aria-hidden className={cn('mt-0.5 size-4', colour)} />
              <span className="min-w-0">
                <span className="font-medium">{WHAT[item.what]}</span>{' '}
                {item.what === 'disk' ? (
                  <code className="font-mono text-xs break-all">{item.name}</code>
                ) : (
                  <span className="break-words">{item.name}</span>
                )}{' '}
                on {item.hostName}: <span className={colour}>{word}</span>
                <span className="block text-muted">{item.words}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
