import { RunDetail } from '@/components/sites/run/run-detail';
import { RUN_KIND_WORDS } from '@/lib/domain/site-run';
import { readRun } from '@/lib/server/services/site-runs/read-runs';
import { subjectTitle } from '../../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Run of a site', async (at) => {
    const { kind, siteName } = await readRun(at);
    return `${RUN_KIND_WORDS[kind]} ${siteName} · Sites`;
  });

export default async function SiteRunPage({ params }: Params) {
  const { id } = await params;
  return <RunDetail key={id} id={id} />;
}
