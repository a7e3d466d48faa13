import type { Metadata } from 'next';
import { NewPool } from '@/components/batch/new-pool';

export const metadata: Metadata = { title: 'New pool' };

export default function BatchNewPage() {
  return <NewPool />;
}
