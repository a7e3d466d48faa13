import { RunReport } from '@/components/benchmarks/report/run-report';
import { endsOf } from '@/lib/domain/benchmark';
import { readBenchmarkRun } from '@/lib/server/services/benchmarks/read-run';
import { subjectTitle } from '../../../../../(app)/subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

/** A browser proposes it as the name of the PDF. */
export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Benchmark report', async (at) => {
    const run = await readBenchmarkRun(at);
    return `${run.title}, ${endsOf(run)}, ${run.createdAt.slice(0, 10)} · Report`;
  });

export default async function RunReportPage({ params }: Params) {
  const { id } = await params;
  return <RunReport key={id} id={id} />;
}
