import type { Metadata } from 'next';
import { LeaseSettings } from '@/components/leases/lease-settings';

export const metadata: Metadata = { title: 'Rules and webhooks' };

export default function LeaseSettingsPage() {
  return <LeaseSettings />;
}
