import type { Metadata } from 'next';
import { NewImage } from '@/components/images/new-image';

export const metadata: Metadata = { title: 'New image · Images' };

export default function NewImagePage() {
  return <NewImage />;
}
