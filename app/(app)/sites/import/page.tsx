import type { Metadata } from 'next';
import { ImportSite } from '@/components/sites/import/import-site';

export const metadata: Metadata = { title: 'Import a site · Sites' };

export default function ImportSitePage() {
  return <ImportSite />;
}
