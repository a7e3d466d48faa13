import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { AppShell } from '@/components/layout/app-shell';
import { sessionKeys } from '@/lib/client/query-keys/session';
import { readPageSession } from './page-session';

export default async function AppLayout({ children }: { children: ReactNode }) {
  const session = await readPageSession();
  const client = new QueryClient();
  if (session !== undefined) client.setQueryData(sessionKeys.all(), session);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <AppShell testbedName={process.env['GRIDBOX_TESTBED_NAME'] ?? 'openlab'}>{children}</AppShell>
    </HydrationBoundary>
  );
}
