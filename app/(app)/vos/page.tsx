import type { Metadata } from 'next';
import { VoList } from '@/components/vos/vo-list';

export const metadata: Metadata = { title: 'My VO' };

export default function Page() {
  return <VoList />;
}
