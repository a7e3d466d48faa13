import type { Metadata } from 'next';
import { MigrationCostPage } from '@/components/benchmarks/migration-cost/migration-cost-page';

export const metadata: Metadata = { title: 'Migration cost · Benchmarks' };

export default function BenchmarkMigrationPage() {
  return <MigrationCostPage />;
}
