import type { Metadata } from 'next';
import { LeaseList } from '@/components/leases/lease-list';

export const metadata: Metadata = { title: 'Leases' };

export default function LeasesPage() {
  return <LeaseList />;
}
