'use client';
import { useId } from 'react';
import { momentWords, stepOf } from './moment-words';

/** Half a thumb of the browser's own slider: the first and the last moment lie so far inside its ends. */
const THUMB_INSET = 'px-2';

/** One moment of a span of time, by pointer or arrow keys; marks stand above where something changed. Its far end is now. */
export function MomentSlider({
  label,
  atMs,
  sinceMs,
  untilMs,
  marksMs,
  onLook,
}: {
  label: string;
  /** Undefined: now. */
  atMs: number | undefined;
  sinceMs: number;
  untilMs: number;
  marksMs: readonly number[];
  /** Undefined: now. */
  onLook: (atMs: number | undefined) => void;
}) {
  const id = useId();
  const step = stepOf(untilMs - sinceMs);
  const spanMs = untilMs - sinceMs;
  const path = marksMs.map((mark) => `M${((mark - sinceMs) / spanMs) * 1000} 0V8`).join('');
  return (
    <div className="grid min-w-0">
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <span aria-hidden className={THUMB_INSET}>
        <svg viewBox="0 0 1000 8" preserveAspectRatio="none" className="block h-2 w-full overflow-visible text-accent">
          <path d={path} stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" fill="none" />
        </svg>
      </span>
      <input
        id={id}
        type="range"
        min={sinceMs}
        max={untilMs}
        step={step}
        value={atMs === undefined ? untilMs : Math.min(untilMs, Math.max(sinceMs, atMs))}
        aria-valuetext={atMs === undefined ? 'now' : momentWords(atMs, untilMs)}
        onChange={(event) => {
          const chosen = event.target.valueAsNumber;
          // The last step ends at now, wherever the steps fall.
          onLook(chosen + step > untilMs ? undefined : chosen);
        }}
        className="h-6 w-full cursor-pointer accent-accent"
      />
    </div>
  );
}
