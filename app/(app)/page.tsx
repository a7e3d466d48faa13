import type { Metadata } from 'next';
import { TestbedPage } from '@/components/testbed/testbed-map';

export const metadata: Metadata = { title: 'Testbed' };

export default function Page() {
  return <TestbedPage />;
}
