import type { Metadata } from 'next';
import { RecoveryPage } from '@/components/recovery/recovery-page';

export const metadata: Metadata = { title: 'Recovery' };

export default function Page() {
  return <RecoveryPage />;
}
