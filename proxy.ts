import { randomBytes } from 'node:crypto';
import { NextResponse, type NextRequest } from 'next/server';
import { contentSecurityPolicy, pageHeaders } from '@/lib/server/http/security-headers';

/** Gives every page a nonce of its own and its security headers. Who may see what is settled in pages and services, not here. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const https = (process.env['GRIDBOX_BASE_URL'] ?? '').startsWith('https:');
  const policy = contentSecurityPolicy({ nonce, development: process.env.NODE_ENV === 'development', https });
  const headers = new Headers(request.headers);
  // Next reads the nonce from the request's policy and puts it on its own scripts; components read `x-nonce`.
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  // A layout is not told its address; the way to the login page remembers it.
  headers.set('x-gridbox-path', request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(pageHeaders({ https }))) response.headers.set(name, value);
  return response;
}

export const config = {
  // The API sets its own headers, and built files need no nonce.
  matcher: ['/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)'],
};
