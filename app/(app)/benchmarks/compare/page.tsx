import type { Metadata } from 'next';
import { ComparePage } from '@/components/benchmarks/compare/compare-page';

export const metadata: Metadata = { title: 'Compare benchmarks' };

export default function BenchmarkComparePage() {
  return <ComparePage />;
}
