import type { Metadata } from 'next';
import { ProbesPage } from '@/components/probes/probes-page';

export const metadata: Metadata = { title: 'Probes' };

export default function Page() {
  return <ProbesPage />;
}
