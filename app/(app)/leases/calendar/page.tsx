import type { Metadata } from 'next';
import { LeaseCalendar } from '@/components/leases/lease-calendar';

export const metadata: Metadata = { title: 'Calendar of leases' };

export default function LeaseCalendarPage() {
  return <LeaseCalendar />;
}
