import type { Metadata } from 'next';
import { TrendPage } from '@/components/benchmarks/trend/trend-page';

export const metadata: Metadata = { title: 'Trend of a benchmark' };

export default function BenchmarkTrendPage() {
  return <TrendPage />;
}
