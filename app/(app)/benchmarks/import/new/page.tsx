import type { Metadata } from 'next';
import { NewImport } from '@/components/benchmarks/import/new-import';

export const metadata: Metadata = { title: 'Import figures · Benchmarks' };

export default function NewImportPage() {
  return <NewImport />;
}
