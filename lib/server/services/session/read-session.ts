import type { z } from 'zod';
import type { Session } from '@/lib/contracts/access';
import type { Identity } from '@/lib/server/auth/authenticate';

/** Who the caller is, as the pages need it. Reads nothing: authentication has. */
export function readSession(identity: Identity): z.input<typeof Session> {
  const { actor } = identity;
  return {
    userId: actor.userId,
    name: actor.name,
    email: identity.email,
    role: actor.role,
    vos: actor.vos === undefined ? null : [...actor.vos],
    scopes: [...actor.scopes],
    mustChangePassword: identity.mustChangePassword,
    via: actor.via === 'token' ? 'token' : 'session',
  };
}
