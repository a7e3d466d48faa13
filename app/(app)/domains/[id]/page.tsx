import type { Metadata } from 'next';
import { DomainDetail } from '@/components/domains/detail/domain-detail';

export const metadata: Metadata = { title: 'Domain' };

export default async function DomainPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // Keyed: going from one domain to another starts afresh, nothing of the first is shown as the second's.
  return <DomainDetail key={id} id={id} />;
}
