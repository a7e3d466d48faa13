import type { Metadata } from 'next';
import { RealityPage } from '@/components/reality/reality-page';

export const metadata: Metadata = { title: 'What is real here' };

export default function WhatIsRealPage() {
  return <RealityPage />;
}
