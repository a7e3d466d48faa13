/** Leases and maintenance as bars over a stretch of time. Pure. */
import type { Lease } from '@/lib/contracts/leases';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { CLASS_LABELS, HOST_CLASSES, type HostClass } from '@/lib/domain/host';
import { termsOf } from './lease-look';

export interface LeaseBar {
  readonly lease: Lease;
  /** Shares of the stretch, 0..1. */
  readonly from: number;
  readonly until: number;
}
export interface ClassBars {
  readonly hostClass: HostClass;
  readonly label: string;
  readonly bars: readonly LeaseBar[];
}

const share = (ms: number, { fromMs, untilMs }: Stretch): number =>
  Math.min(1, Math.max(0, (ms - fromMs) / (untilMs - fromMs)));
interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A midnight of the reader's clock. */
export interface DayMark {
  readonly atMs: number;
  /** Share of the stretch, 0..1, as of the bars. */
  readonly at: number;
}

/**
 * Midnights of the reader's clock, each so many days, from the first within the stretch. Days are counted by the calendar: one on which the
 * clock is changed is not 24 hours long.
 */
export function dayMarks(stretch: Stretch, everyDays: number): readonly DayMark[] {
  const begin = new Date(stretch.fromMs);
  const midnight = (days: number): number =>
    new Date(begin.getFullYear(), begin.getMonth(), begin.getDate() + days).getTime();
  const marks: DayMark[] = [];
  for (let days = midnight(0) === stretch.fromMs ? 0 : 1; midnight(days) < stretch.untilMs; days += everyDays)
    marks.push({ atMs: midnight(days), at: share(midnight(days), stretch) });
  return marks;
}

/** By class, in the order of their starts; those that do not touch the stretch are left out, and classes without one. */
export function barsOf(leases: readonly Lease[], stretch: Stretch): readonly ClassBars[] {
  return HOST_CLASSES.flatMap((hostClass) => {
    const bars = leases
      .filter((lease) => lease.hostClass === hostClass)
      .map((lease) => ({ lease, start: Date.parse(termsOf(lease).startsAt), end: endOf(lease, stretch) }))
      .filter(({ start, end }) => start < stretch.untilMs && end > stretch.fromMs)
      .toSorted((a, b) => a.start - b.start || a.lease.number - b.lease.number)
      .map(({ lease, start, end }) => ({ lease, from: share(start, stretch), until: share(end, stretch) }));
    return bars.length === 0 ? [] : [{ hostClass, label: CLASS_LABELS[hostClass], bars }];
  });
}

/** What is late in going keeps its place: nobody knows for how long. */
function endOf(lease: Lease, { fromMs, untilMs }: Stretch): number {
  const end = Date.parse(termsOf(lease).endsAt);
  return lease.state === 'not-clean' || end <= fromMs ? untilMs : end;
}

type Announced = Pick<Maintenance, 'hostName' | 'startsAt' | 'endsAt'>;

export interface MaintenanceBar<Of extends Announced = Maintenance> {
  readonly maintenance: Of;
  readonly from: number;
  readonly until: number;
}

/** In the order of their begins; those that do not touch the stretch are left out. */
export const maintenanceBars = <Of extends Announced>(
  maintenances: readonly Of[],
  stretch: Stretch,
): readonly MaintenanceBar<Of>[] =>
  maintenances
    .map((maintenance) => ({
      maintenance,
      start: Date.parse(maintenance.startsAt),
      end: Date.parse(maintenance.endsAt),
    }))
    .filter(({ start, end }) => start < stretch.untilMs && end > stretch.fromMs)
    .toSorted((a, b) => a.start - b.start || a.maintenance.hostName.localeCompare(b.maintenance.hostName))
    .map(({ maintenance, start, end }) => ({ maintenance, from: share(start, stretch), until: share(end, stretch) }));
