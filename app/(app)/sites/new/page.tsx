import type { Metadata } from 'next';
import { NewSite } from '@/components/sites/new-site';

export const metadata: Metadata = { title: 'New site · Sites' };

export default function NewSitePage() {
  return <NewSite />;
}
