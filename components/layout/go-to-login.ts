import { pages } from '@/lib/utils/paths';

/**
 * Leaves for the login page and remembers where one was. A whole navigation, not the router's: nothing of the ended
 * session stays in memory.
 */
export function goToLogin(): void {
  const { pathname, search } = window.location;
  if (pathname === pages.login()) return;
  const next = pathname + search;
  window.location.assign(next === '/' ? pages.login() : `${pages.login()}?next=${encodeURIComponent(next)}`);
}
