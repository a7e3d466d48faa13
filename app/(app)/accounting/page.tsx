import type { Metadata } from 'next';
import { AccountingPage } from '@/components/accounting/accounting-page';

export const metadata: Metadata = { title: 'Accounting' };

export default function Page() {
  return <AccountingPage />;
}
