import { pages } from '@/lib/utils/paths';

/** Where to go after signing in: only a path of this site, whatever the address says. Pure. */
export function safeNext(next: string | null | undefined): string {
  if (next === null || next === undefined || !next.startsWith('/') || /^\/[/\\]/.test(next)) return pages.testbed();
  return next;
}
