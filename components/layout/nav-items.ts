import {
  ArrowLeftRight,
  BookOpenCheck,
  Boxes,
  Building2,
  Calculator,
  CalendarClock,
  ClipboardCheck,
  ClipboardList,
  Cpu,
  FlaskRound,
  Gauge,
  HeartPulse,
  Grid3x3,
  HardDrive,
  History,
  Layers,
  LayoutGrid,
  LifeBuoy,
  type LucideIcon,
  Network,
  Package,
  Scale,
  TriangleAlert,
  Users,
} from 'lucide-react';
import type { Scope } from '@/lib/domain/access';
import { pages } from '@/lib/utils/paths';

export interface NavItem {
  readonly href: string;
  readonly label: string;
  /** Pages without an entry that are reached from this one. */
  readonly also?: string | undefined;
  readonly icon: LucideIcon;
  /** Without this scope the page would only say that it is forbidden; the entry is left out. */
  readonly scope?: Scope | undefined;
  /** Second key of "g, then …". */
  readonly key: string;
}

export const NAV_ITEMS: readonly NavItem[] = [
  { href: pages.testbed(), label: 'Testbed', icon: LayoutGrid, key: 't' },
  { href: pages.domains(), label: 'Domains', icon: Boxes, key: 'd' },
  { href: pages.hosts(), label: 'Hosts', icon: Cpu, scope: 'hosts:read', key: 'h' },
  { href: pages.migrations(), label: 'Migrations', icon: ArrowLeftRight, key: 'm' },
  { href: pages.operations(), label: 'Operations', icon: ClipboardList, key: 'o' },
  { href: pages.plans(), label: 'Plans', icon: ClipboardCheck, scope: 'hosts:read', key: 'p' },
  { href: pages.sites(), label: 'Sites', icon: Network, scope: 'sites:read', key: 'e' },
  { href: pages.recovery(), label: 'Recovery', icon: LifeBuoy, scope: 'hosts:read', key: 'y' },
  { href: pages.probes(), label: 'Probes', icon: HeartPulse, scope: 'probes:read', key: 'q' },
  { href: pages.alarms(), label: 'Alarms', icon: TriangleAlert, key: 'a' },
  { href: pages.benchmarks(), label: 'Benchmarks', icon: Gauge, key: 'b' },
  { href: pages.images(), label: 'Images', icon: HardDrive, scope: 'images:read', key: 'i' },
  { href: pages.campaigns(), label: 'Campaigns', icon: FlaskRound, scope: 'campaigns:read', key: 'k' },
  { href: pages.environments(), label: 'Environments', icon: Package, scope: 'environments:read', key: 'n' },
  {
    href: pages.leases(),
    label: 'Leases',
    also: pages.maintenances(),
    icon: CalendarClock,
    scope: 'leases:read',
    key: 'l',
  },
  { href: pages.myVos(), label: 'My VO', icon: Building2, scope: 'leases:read', key: 'v' },
  { href: pages.batch(), label: 'Batch', icon: Layers, scope: 'batch:read', key: 'j' },
  { href: pages.accounting(), label: 'Accounting', icon: Calculator, scope: 'leases:read', key: 'x' },
  { href: pages.technologies(), label: 'Capability matrix', icon: Grid3x3, scope: 'hosts:read', key: 'c' },
  { href: pages.references(), label: 'References', icon: Scale, scope: 'benchmarks:read', key: 'r' },
  { href: pages.audit(), label: 'Audit', icon: History, scope: 'audit:read', key: 'u' },
  { href: pages.users(), label: 'Users', icon: Users, scope: 'users:manage', key: 's' },
  { href: pages.reality(), label: 'What is real here', icon: BookOpenCheck, key: 'w' },
];

/** Entries this reader may open and find something of theirs behind: of hosts who is bound to VOs sees none. */
export const navItemsFor = (scopes: readonly Scope[] | undefined): readonly NavItem[] =>
  NAV_ITEMS.filter((item) => item.scope === undefined || scopes?.includes(item.scope) === true);

/** Is `path` the page of this entry, or below it? */
export const isCurrent = ({ href, also }: NavItem, path: string): boolean =>
  [href, ...(also === undefined ? [] : [also])].some(
    (each) => path === each || (each !== pages.testbed() && path.startsWith(`${each}/`)),
  );
