import type { Metadata } from 'next';
import { MaintenanceList } from '@/components/maintenance/maintenance-list';

export const metadata: Metadata = { title: 'Maintenance' };

export default function MaintenanceListPage() {
  return <MaintenanceList />;
}
