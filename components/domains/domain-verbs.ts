/** The verbs of a domain as menus and buttons show them: one order, one icon, one key each, everywhere. */
import {
  ArrowLeftRight,
  CirclePower,
  Eraser,
  FileX,
  HardDriveDownload,
  HardDriveUpload,
  type LucideIcon,
  Pause,
  Play,
  Power,
  RotateCcw,
  RotateCw,
  StepForward,
  Trash2,
} from 'lucide-react';
import type { DomainVerb } from '@/lib/domain/domain-actions';

/** Verbs that go by a menu entry; editing and resizing have their own forms. */
export type MenuVerb = Exclude<DomainVerb, 'edit' | 'resize'>;

export interface VerbLook {
  readonly verb: MenuVerb;
  readonly icon: LucideIcon;
  readonly key?: string;
  readonly danger?: true;
  readonly startsGroup?: true;
  /** Asked before it is done; verbs without it are harmless or undone by their opposite. */
  readonly confirm?: { readonly consequence: (name: string) => string };
}

export const VERB_LOOKS: readonly VerbLook[] = [
  { verb: 'start', icon: Play, key: 's' },
  {
    verb: 'shutdown',
    icon: Power,
    key: 'd',
    confirm: { consequence: (name) => `The guest of ${name} is asked to shut down; what it serves ends.` },
  },
  { verb: 'pause', icon: Pause, key: 'p' },
  { verb: 'resume', icon: StepForward, key: 'r' },
  { verb: 'save', icon: HardDriveDownload, key: 'v' },
  { verb: 'restore', icon: HardDriveUpload, key: 'o' },
  { verb: 'migrate', icon: ArrowLeftRight, key: 'm' },
  {
    verb: 'reboot',
    icon: RotateCw,
    key: 'b',
    confirm: { consequence: (name) => `The guest of ${name} is asked to restart; what it serves is interrupted.` },
  },
  {
    verb: 'reset',
    icon: RotateCcw,
    danger: true,
    startsGroup: true,
    confirm: {
      consequence: (name) => `${name} restarts at once, as by its reset button. Unwritten data in the guest is lost.`,
    },
  },
  {
    verb: 'destroy',
    icon: CirclePower,
    danger: true,
    confirm: {
      consequence: (name) => `${name} loses power at once. Unwritten data in the guest is lost; its disks stay.`,
    },
  },
  {
    verb: 'discard-saved',
    icon: Eraser,
    danger: true,
    confirm: {
      consequence: (name) =>
        `The saved memory of ${name} is deleted from its host. What its guest was doing is lost, as when it loses power; its disks stay.`,
    },
  },
  { verb: 'delete', icon: Trash2, danger: true, startsGroup: true },
  {
    verb: 'undefine',
    icon: FileX,
    danger: true,
    confirm: {
      consequence: (name) => `The host forgets ${name}. Its disks stay where they are; its definition is gone.`,
    },
  },
];
