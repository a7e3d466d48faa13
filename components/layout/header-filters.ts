/** What the header counts. One row is asked for: only `total` is shown. */
export const OPEN_ALARMS = { open: true, pageSize: 1 } as const;
/** Requests for leases that wait for a manager's word. */
export const TO_DECIDE = { state: ['asked' as const], pageSize: 1 };
/** Of the inbox the number that is unread. */
export const UNREAD = { pageSize: 1 };
export const MOVING = { state: ['running' as const], pageSize: 1 };
