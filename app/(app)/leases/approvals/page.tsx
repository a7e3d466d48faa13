import type { Metadata } from 'next';
import { Approvals } from '@/components/leases/approvals';

export const metadata: Metadata = { title: 'Approvals' };

export default function LeasesApprovalsPage() {
  return <Approvals />;
}
