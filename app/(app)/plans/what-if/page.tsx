import type { Metadata } from 'next';
import { AskWhatIf } from '@/components/plans/what-if/ask-what-if';

export const metadata: Metadata = { title: 'What if · Plans' };

export default function WhatIfPage() {
  return <AskWhatIf />;
}
