import type { Metadata } from 'next';
import { RequestLease } from '@/components/leases/request-lease';

export const metadata: Metadata = { title: 'Request a lease' };

export default function LeasesNewPage() {
  return <RequestLease />;
}
