import type { Metadata } from 'next';
import { MatrixPage } from '@/components/technologies/matrix-page';

export const metadata: Metadata = { title: 'Capability matrix' };

export default function TechnologiesPage() {
  return <MatrixPage />;
}
