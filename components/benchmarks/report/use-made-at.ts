'use client';
import { useState, useSyncExternalStore } from 'react';

const never = () => () => {};

/** When the page was opened, ISO 8601: a report says of which moment it is. Empty until it is shown: the server's moment is another. */
export function useMadeAt(): string {
  const [at] = useState(() => new Date().toISOString());
  return useSyncExternalStore(
    never,
    () => at,
    () => '',
  );
}
