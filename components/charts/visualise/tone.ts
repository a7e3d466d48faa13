import type { ChartLine } from '../chart-model';

/** Tones 1 to 5 as theme colours; each is told apart from the next by the colour-blind too, and lines also differ in dash. */
export const toneColour = (tone: ChartLine['tone']): string => `var(--vo-${tone})`;

/** Second and later lines of a chart are drawn in dots as well, so that colour is not the only sign. */
export const lineDash = (line: ChartLine, index: number): string | undefined =>
  line.kind === 'predicted' ? '6 4' : index === 0 ? undefined : '2 3';
