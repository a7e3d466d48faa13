import { MaintenancePage } from '@/components/maintenance/maintenance-page';
import { readMaintenance } from '@/lib/server/services/maintenances/read-maintenance';
import { subjectTitle } from '../../subject-title';

type Params = { readonly params: Promise<{ readonly id: string }> };

export const generateMetadata = ({ params }: Params) =>
  subjectTitle(params, 'Maintenance', async (at) => `Maintenance of ${(await readMaintenance(at)).hostName}`);

export default async function Page({ params }: Params) {
  const { id } = await params;
  return <MaintenancePage key={id} id={id} />;
}
