/** Instants as `datetime-local` writes them: in the reader's own time, to the minute. */
import { MINUTE_MS } from '@/lib/utils/time';

/** @example toLocalInput('2026-11-29T12:00:00Z') // '2026-11-29T13:00' in Geneva */
export function toLocalInput(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** Of a `datetime-local`; undefined where it is none. */
export const readInstant = (text: string): string | undefined => {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};
