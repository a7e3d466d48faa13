import type { Metadata } from 'next';
import { ImageTrust } from '@/components/images/trust/image-trust';

export const metadata: Metadata = { title: 'Trust · Images' };

export default function ImageTrustPage() {
  return <ImageTrust />;
}
