import type { Metadata } from 'next';
import { DriftList } from '@/components/guest-drift/drift-list';

export const metadata: Metadata = { title: 'Drift · Images' };

export default function DriftPage() {
  return <DriftList />;
}
