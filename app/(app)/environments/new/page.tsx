import type { Metadata } from 'next';
import { NewEnvironment } from '@/components/environments/new-environment';

export const metadata: Metadata = { title: 'New environment' };

export default function EnvironmentsNewPage() {
  return <NewEnvironment />;
}
