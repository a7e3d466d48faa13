import type { Metadata } from 'next';
import { ImportList } from '@/components/benchmarks/import/import-list';

export const metadata: Metadata = { title: 'Imported figures · Benchmarks' };

export default function ImportsPage() {
  return <ImportList />;
}
