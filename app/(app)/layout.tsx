import type { ReactNode } from 'react';
import { AppShell } from '@/components/layout/app-shell';

export default function AppLayout({ children }: { children: ReactNode }) {
  return <AppShell testbedName={process.env['GRIDBOX_TESTBED_NAME'] ?? 'openlab'}>{children}</AppShell>;
}
