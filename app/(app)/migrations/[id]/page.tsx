import type { Metadata } from 'next';
import { MigrationDetail } from '@/components/migrations/detail/migration-detail';

export const metadata: Metadata = { title: 'Migration' };

export default async function MigrationPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <MigrationDetail key={id} id={id} />;
}
