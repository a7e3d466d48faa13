'use client';
import { useNow } from '@/components/ui/use-now';
import { checkCron, type CronTimes, cronWords, nextTimes } from '@/lib/domain/schedule-times';
import { MINUTE_MS } from '@/lib/utils/time';

/** As many as show the rhythm, a weekend among them. */
const SHOWN = 5;

/** The zone that the reader's clock goes by. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const inZone = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(undefined, {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });

/** What the fields mean and when that is next, by the reader's own clock, while they are typed. */
export function NextTimes({ times }: { readonly times: CronTimes }) {
  const minute = useNow((now) => Math.floor(now / MINUTE_MS), 0);
  const now = new Date(minute * MINUTE_MS);
  if (checkCron(times.cron, now) !== undefined)
    return <p className="text-xs text-muted">The next times stand here once the fields are whole.</p>;
  const own = ownZone();
  const [there, here] = [inZone(times.zone), inZone(own)];
  return (
    <div className="text-xs text-muted">
      <p>
        {cronWords(times.cron)}. The next times{times.zone === own ? '' : `, in ${times.zone} and by your own clock`}:
      </p>
      <ul aria-label="Next times" className="mt-1 grid gap-0.5 tabular-nums">
        {nextTimes(times, now, SHOWN).map((at) => (
          <li key={at.getTime()}>
            <time dateTime={at.toISOString()}>{there.format(at)}</time>
            {times.zone === own ? null : ` · ${here.format(at)}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
