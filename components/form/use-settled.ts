'use client';
import { useEffect, useState } from 'react';

/** Long enough for the pause between two keys, short enough that the answer still belongs to what was typed. */
const SETTLED_MS = 400;

/** The value as it was when it last stayed the same for a moment: what is worth a request while somebody types. */
export function useSettled<Value>(value: Value, delayMs: number = SETTLED_MS): Value {
  const [settled, setSettled] = useState(value);
  // Outside of React: the clock.
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
