import type { Metadata } from 'next';
import { CollectImages } from '@/components/images/collect-images';

export const metadata: Metadata = { title: 'Remove old images · Images' };

export default function CollectImagesPage() {
  return <CollectImages />;
}
