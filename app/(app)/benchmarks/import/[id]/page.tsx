import { ImportDetail } from '@/components/benchmarks/import/import-detail';
import { readBenchmarkImport } from '@/lib/server/services/benchmark-imports/read-import';
import { subjectTitle } from '../../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Import', async (at) => `${(await readBenchmarkImport(at)).fileName} · Imported figures`);

export default async function ImportPage({ params }: Params) {
  const { id } = await params;
  return <ImportDetail key={id} id={id} />;
}
