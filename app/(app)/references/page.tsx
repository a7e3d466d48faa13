import type { Metadata } from 'next';
import { ReferencePage } from '@/components/references/reference-page';

export const metadata: Metadata = { title: 'References' };

export default function ReferencesPage() {
  return <ReferencePage />;
}
