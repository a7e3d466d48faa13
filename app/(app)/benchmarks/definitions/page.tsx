import type { Metadata } from 'next';
import { DefinitionList } from '@/components/benchmarks/definitions/definition-list';

export const metadata: Metadata = { title: 'Benchmark definitions' };

export default function DefinitionsPage() {
  return <DefinitionList />;
}
