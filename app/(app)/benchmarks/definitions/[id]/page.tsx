import { DefinitionDetail } from '@/components/benchmarks/definitions/definition-detail';
import { readBenchmark } from '@/lib/server/services/benchmarks/read-benchmark';
import { subjectTitle } from '../../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Benchmark', async (at) => `${(await readBenchmark(at)).title} · Benchmark definitions`);

export default async function DefinitionPage({ params }: Params) {
  const { id } = await params;
  return <DefinitionDetail key={id} id={id} />;
}
