import { cn } from './cn';
import { formatPercent } from './figures';
import { TONE_FILL, type Tone } from './tone';

/** Work under way. `value` 0..1; null means that nobody reports how far it is, and the bar says only "under way". */
export function Progress({
  value,
  label,
  tone = 'moving',
  className,
}: {
  value: number | null;
  /** What is progressing, for a screen reader. */
  label: string;
  tone?: Tone | undefined;
  className?: string | undefined;
}) {
  return (
    <span
      // A native `progress` cannot be drawn alike in all browsers, nor hold a moving part.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(value * 100)}
      aria-valuetext={value === null ? 'under way' : formatPercent(value)}
      className={cn('block h-1.5 w-full overflow-hidden rounded-full bg-sunken', className)}
    >
      <span
        className={cn(
          'block h-full rounded-full',
          TONE_FILL[tone],
          value === null ? 'w-1/4 animate-slide' : 'origin-left',
        )}
        style={value === null ? undefined : { width: `${value * 100}%` }}
      />
    </span>
  );
}

/** A share that is a fact, not work: memory in use, load. */
export function Meter({
  value,
  label,
  tone = 'neutral',
  className,
}: {
  value: number | null;
  label: string;
  tone?: Tone | undefined;
  className?: string | undefined;
}) {
  return (
    <span
      // As above.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round((value ?? 0) * 100)}
      aria-valuetext={value === null ? 'not reported' : formatPercent(value)}
      className={cn('block h-1.5 w-full overflow-hidden rounded-full bg-sunken', className)}
    >
      {value === null ? null : (
        <span className={cn('block h-full rounded-full', TONE_FILL[tone])} style={{ width: `${value * 100}%` }} />
      )}
    </span>
  );
}
