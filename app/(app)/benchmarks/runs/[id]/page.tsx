import { RunDetail } from '@/components/benchmarks/run/run-detail';
import { endsOf } from '@/lib/domain/benchmark';
import { readBenchmarkRun } from '@/lib/server/services/benchmarks/read-run';
import { subjectTitle } from '../../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Run', async (at) => {
    const run = await readBenchmarkRun(at);
    return `${run.title}, ${endsOf(run)} · Benchmarks`;
  });

export default async function BenchmarkRunPage({ params }: Params) {
  const { id } = await params;
  return <RunDetail key={id} id={id} />;
}
