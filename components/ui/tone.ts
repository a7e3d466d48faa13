/** What a colour means. Never shown without an icon and a word. */
export type Tone = 'running' | 'paused' | 'off' | 'moving' | 'trouble' | 'stale' | 'simulated' | 'neutral' | 'accent';

/** Class names are spelled out whole: Tailwind reads the source, it does not run it. */
export const TONE_TEXT: Record<Tone, string> = {
  running: 'text-running',
  paused: 'text-paused',
  off: 'text-off',
  moving: 'text-moving',
  trouble: 'text-trouble',
  stale: 'text-stale',
  simulated: 'text-simulated',
  neutral: 'text-muted',
  accent: 'text-accent',
};

/** A quiet tint of the tone as background; text of the same tone on it passes AA in both themes. */
export const TONE_TINT: Record<Tone, string> = {
  running: 'bg-running/12',
  paused: 'bg-paused/12',
  off: 'bg-off/12',
  moving: 'bg-moving/12',
  trouble: 'bg-trouble/12',
  stale: 'bg-stale/12',
  simulated: 'bg-simulated/10',
  neutral: 'bg-sunken',
  accent: 'bg-accent/12',
};

/** The tone at full strength: bars, dots, edges. */
export const TONE_FILL: Record<Tone, string> = {
  running: 'bg-running',
  paused: 'bg-paused',
  off: 'bg-off',
  moving: 'bg-moving',
  trouble: 'bg-trouble',
  stale: 'bg-stale',
  simulated: 'bg-simulated',
  neutral: 'bg-edge',
  accent: 'bg-accent',
};
