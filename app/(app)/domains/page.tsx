import type { Metadata } from 'next';
import { DomainList } from '@/components/domains/domain-list';

export const metadata: Metadata = { title: 'Domains' };

export default function DomainsPage() {
  return <DomainList />;
}
