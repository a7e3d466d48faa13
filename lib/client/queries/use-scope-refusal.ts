'use client';
import { useQuery } from '@tanstack/react-query';
import { refusalOf, type Scope } from '@/lib/domain/access';
import { sessionQuery } from './session';

/**
 * Why the signed-in reader may not use a control that needs `scope`; undefined where they may. For buttons only: the
 * service decides.
 */
export function useScopeRefusal(scope: Scope): string | undefined {
  const { data: session } = useQuery(sessionQuery());
  if (session === undefined) return 'Reading what you may do.';
  if (session.scopes.includes(scope)) return undefined;
  return refusalOf(session.role, scope);
}
