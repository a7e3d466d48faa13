import { routes } from '@/lib/contracts/routes';
import { getAuth } from '@/lib/server/auth/auth';
import { getConfig } from '@/lib/server/config';
import { handle } from '@/lib/server/http/route';
import { readSession } from '@/lib/server/services/session/read-session';
import { signIn } from '@/lib/server/services/session/sign-in';
import { signOut } from '@/lib/server/services/session/sign-out';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getSession, async ({ identity }) => readSession(identity));

export const POST = handle(routes.signIn, async ({ context, body, request, outgoing }) => {
  const userAgent = request.headers.get('user-agent') ?? undefined;
  return await signIn({ context, auth: getAuth(), baseUrl: getConfig().baseUrl, input: body, userAgent, outgoing });
});

export const DELETE = handle(routes.signOut, async ({ context, identity, request, outgoing }) => {
  await signOut({ context, identity, auth: getAuth(), headers: request.headers, outgoing });
});
