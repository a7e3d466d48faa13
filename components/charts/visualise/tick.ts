/** Words at an axis. */
export const TICK = { fontSize: 11, fill: 'var(--muted)' } as const;

/** The title of a vertical axis, beside it, read from below. */
export const sideTitle = (title: string) =>
  ({
    value: title,
    angle: -90,
    position: 'insideLeft',
    fontSize: 11,
    fill: 'var(--muted)',
    style: { textAnchor: 'middle' },
  }) as const;
