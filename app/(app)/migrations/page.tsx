import type { Metadata } from 'next';
import { MigrationList } from '@/components/migrations/migration-list';

export const metadata: Metadata = { title: 'Migrations' };

export default function MigrationsPage() {
  return <MigrationList />;
}
