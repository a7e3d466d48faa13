import type { Metadata } from 'next';
import { ReviewQueue } from '@/components/benchmarks/review/review-queue';

export const metadata: Metadata = { title: 'Review · Benchmarks' };

export default function BenchmarkReviewPage() {
  return <ReviewQueue />;
}
