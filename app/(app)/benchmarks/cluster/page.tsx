import type { Metadata } from 'next';
import { ClusterPage } from '@/components/benchmarks/cluster/cluster-page';

export const metadata: Metadata = { title: 'Cluster benchmark' };

export default function BenchmarkClusterPage() {
  return <ClusterPage />;
}
