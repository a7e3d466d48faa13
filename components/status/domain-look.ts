/**
 * How a domain's situation looks: one tone, one icon, one word, everywhere the same. Pure.
 * Trouble outranks staleness, staleness outranks motion, motion outranks the state.
 */
import {
  ArrowLeftRight,
  CircleHelp,
  ClockAlert,
  CopyX,
  HardDriveDownload,
  Hourglass,
  type LucideIcon,
  Moon,
  Pause,
  Play,
  Power,
  PowerOff,
  RefreshCw,
  SearchX,
  TriangleAlert,
} from 'lucide-react';
import type { DomainState } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import type { OperationKind } from '@/lib/domain/operation';
import type { Tone } from '@/components/ui/tone';

export interface DomainSigns {
  readonly state: DomainState;
  readonly stale?: boolean | undefined;
  readonly missingSince?: string | null | undefined;
  readonly splitBrain?: boolean | undefined;
  readonly operation?: { readonly kind: OperationKind; readonly state: 'queued' | 'running' } | null | undefined;
}
export interface Look {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly word: string;
}

const STATE_LOOKS: Record<DomainState, Omit<Look, 'word'>> = {
  running: { tone: 'running', icon: Play },
  paused: { tone: 'paused', icon: Pause },
  'shutting-down': { tone: 'off', icon: PowerOff },
  off: { tone: 'off', icon: Power },
  saved: { tone: 'off', icon: HardDriveDownload },
  crashed: { tone: 'trouble', icon: TriangleAlert },
  suspended: { tone: 'paused', icon: Moon },
  unknown: { tone: 'stale', icon: CircleHelp },
};

/** Words while one of our operations acts on it. Kinds that do not change what the domain does keep the state's word. */
const BUSY_WORDS: Partial<Record<OperationKind, string>> = {
  'start-domain': 'starting',
  'shutdown-domain': 'shutting down',
  'destroy-domain': 'forcing off',
  'reboot-domain': 'rebooting',
  'reset-domain': 'resetting',
  'pause-domain': 'pausing',
  'resume-domain': 'resuming',
  'save-domain': 'saving',
  'restore-domain': 'restoring',
};

/**
 * @example domainLook({ state: 'running' }) // { tone: 'running', word: 'running', … }
 * @example domainLook({ state: 'running', stale: true }).word // 'running, stale'
 */
export function domainLook(signs: DomainSigns): Look {
  if (signs.splitBrain === true) return { tone: 'trouble', icon: CopyX, word: 'two copies' };
  if (signs.missingSince !== undefined && signs.missingSince !== null) {
    return { tone: 'trouble', icon: SearchX, word: 'missing' };
  }
  const word = STATE_LABELS[signs.state];
  if (signs.stale === true) return { tone: 'stale', icon: ClockAlert, word: `${word}, stale` };
  if (signs.operation?.state === 'running') {
    if (signs.operation.kind === 'migrate-domain') return { tone: 'moving', icon: ArrowLeftRight, word: 'moving' };
    const busy = BUSY_WORDS[signs.operation.kind];
    if (busy !== undefined) return { ...STATE_LOOKS[signs.state], icon: RefreshCw, word: busy };
  }
  // Accepted and waiting for its turn: what it does now is still what it does.
  if (signs.operation?.state === 'queued') {
    return { ...STATE_LOOKS[signs.state], icon: Hourglass, word: `${word}, waiting` };
  }
  return { ...STATE_LOOKS[signs.state], word };
}
