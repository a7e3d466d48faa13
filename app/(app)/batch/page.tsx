import type { Metadata } from 'next';
import { PoolList } from '@/components/batch/pool-list';

export const metadata: Metadata = { title: 'Batch' };

export default function BatchPage() {
  return <PoolList />;
}
