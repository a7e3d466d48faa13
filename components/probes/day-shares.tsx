import type { ProbeAvailability } from '@/lib/contracts/probes';
import { cn } from '@/components/ui/cn';
import { shareWords } from './probe-look';

/** From here on a day looks as good as it was, and below it as bad. */
const GOOD = 0.99;

/** Seven days of UTC, the last one today. */
export function DayShares({ days }: { readonly days: readonly ProbeAvailability[] }) {
  return (
    <ol className="flex gap-1">
      {days.map(({ since, share }) => {
        const day = since.slice(5, 10);
        return (
          <li
            key={since}
            title={`${since.slice(0, 10)}: ${shareWords(share)}`}
            className="grid w-14 justify-items-center rounded-sm bg-sunken px-1 py-0.5 text-xs tabular-nums"
          >
            <span className="text-muted">{day}</span>
            <span
              className={cn(
                'font-medium',
                share === null ? 'text-muted' : share >= GOOD ? 'text-running' : 'text-trouble',
              )}
            >
              {share === null ? '–' : shareWords(share)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
