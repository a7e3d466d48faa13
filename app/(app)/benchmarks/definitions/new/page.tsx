import type { Metadata } from 'next';
import { NewDefinition } from '@/components/benchmarks/definitions/new-definition';

export const metadata: Metadata = { title: 'Write a benchmark · Benchmark definitions' };

export default function NewDefinitionPage() {
  return <NewDefinition />;
}
