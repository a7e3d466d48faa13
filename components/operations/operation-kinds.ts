import type { OperationKind } from '@/lib/domain/operation';

/** Names of kinds where there is no title, e.g. in a filter. */
export const KIND_LABELS: Record<OperationKind, string> = {
  'start-domain': 'Start',
  'shutdown-domain': 'Shut down',
  'destroy-domain': 'Force off',
  'reboot-domain': 'Reboot',
  'reset-domain': 'Reset',
  'pause-domain': 'Pause',
  'resume-domain': 'Resume',
  'save-domain': 'Save to disk',
  'restore-domain': 'Restore',
  'discard-saved-domain': 'Discard saved memory',
  'resize-domain': 'Resize',
  'define-domain': 'Define',
  'undefine-domain': 'Delete definition',
  'edit-domain': 'Edit',
  'migrate-domain': 'Migrate',
  'plan-cold-move': 'Plan a cold move',
  'cold-move-domain': 'Cold move',
  'keep-cold-move': 'Keep a cold move',
  'return-cold-move': 'Take a cold move back',
  'run-benchmark': 'Run benchmark',
  'fence-host': 'Fence a host',
  'recover-domain': 'Start after a host loss',
  'forget-copy': 'Remove what a lost host had defined',
  'test-connection': 'Test connection',
};
