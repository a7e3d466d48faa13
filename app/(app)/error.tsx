'use client';
import { ErrorState } from '@/components/status/view-states';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorState asPage error={error} onRetry={retry} what="this page" />;
}
