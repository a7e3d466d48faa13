/** Words at an axis. */
export const TICK = { fontSize: 11, fill: 'var(--muted)' } as const;
