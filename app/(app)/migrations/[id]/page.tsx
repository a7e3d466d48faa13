import { MigrationDetail } from '@/components/migrations/detail/migration-detail';
import { readMigration } from '@/lib/server/services/migrations/read-migration';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Migration', async (at) => `Migrate ${(await readMigration(at)).domainName} · Migrations`);

export default async function MigrationPage({ params }: Params) {
  const { id } = await params;
  return <MigrationDetail key={id} id={id} />;
}
