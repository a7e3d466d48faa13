import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sessionKeys } from '@/lib/client/query-keys/session';
import { readPageSession } from '../(app)/page-session';

/** Pages made to be printed: who is signed in sees them, without anything around. */
export default async function ReportLayout({ children }: { children: ReactNode }) {
  const session = await readPageSession();
  const client = new QueryClient();
  if (session !== undefined) client.setQueryData(sessionKeys.all(), session);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
