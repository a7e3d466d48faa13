import type { Metadata } from 'next';
import { OverviewPage } from '@/components/benchmarks/overview/overview-page';

export const metadata: Metadata = { title: 'Benchmarks' };

export default function BenchmarkOverviewPage() {
  return <OverviewPage />;
}
