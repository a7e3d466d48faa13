/** What the header counts. One row is asked for: only `total` is shown. */
export const OPEN_ALARMS = { open: true, pageSize: 1 } as const;
export const MOVING = { state: ['running' as const], pageSize: 1 };
