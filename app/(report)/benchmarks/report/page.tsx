import type { Metadata } from 'next';
import { RunsReport } from '@/components/benchmarks/report/runs-report';

export const metadata: Metadata = { title: 'Benchmark runs, report' };

export default function RunsReportPage() {
  return <RunsReport />;
}
