import type { Metadata } from 'next';
import { RunList } from '@/components/benchmarks/runs/run-list';

export const metadata: Metadata = { title: 'Runs · Benchmarks' };

export default function BenchmarkRunsPage() {
  return <RunList />;
}
