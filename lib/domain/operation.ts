/** Vocabulary of durable operations and of migrations. Pure. The picture is in docs/operations.md. */

export const OPERATION_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type OperationState = (typeof OPERATION_STATES)[number];
export const isFinished = (state: OperationState): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

export const STEP_STATES = ['running', 'succeeded', 'failed', 'cancelled', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];

export const OPERATION_KINDS = [
  'start-domain',
  'shutdown-domain',
  'destroy-domain',
  'reboot-domain',
  'reset-domain',
  'pause-domain',
  'resume-domain',
  'save-domain',
  'restore-domain',
  'discard-saved-domain',
  'resize-domain',
  'define-domain',
  'undefine-domain',
  'create-domain',
  'delete-domain',
  'make-network',
  'remove-network',
  'prove-clean',
  'edit-domain',
  'migrate-domain',
  'plan-cold-move',
  'cold-move-domain',
  'keep-cold-move',
  'return-cold-move',
  'close-slots',
  'open-slots',
  'keep-disks',
  'run-benchmark',
  'fence-host',
  'recover-domain',
  'forget-copy',
  'run-probes',
  'check-domain-drift',
  'remedy-domain-drift',
  'build-image',
  'collect-images',
  'run-campaign-cell',
  'test-connection',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/**
 * Stages of a migration as shown on top of its page. `not-converging` is copying that a driver or our own stall watch
 * says will not end by itself. In `post-copy` the guest runs at the target and fetches what it lacks; there is no way back.
 * `moved-unheard` and `moved-restarted` are the red ends: the hypervisors say moved, and the
 * guest has not been heard, or was heard with a smaller uptime, so that what it held in memory is lost.
 */
export const MIGRATION_STAGES = [
  'queued',
  'preparing',
  'copying',
  'not-converging',
  'switching-over',
  'post-copy',
  'verifying',
  'done',
  'moved-unheard',
  'moved-restarted',
  'failed',
  'cancelled',
] as const;
export type MigrationStage = (typeof MIGRATION_STAGES)[number];

export const ALARM_KINDS = [
  'split-brain',
  'moved-unheard',
  'moved-restarted',
  'domain-lost',
  'domain-crashed',
  'host-unreachable',
  'host-lost',
  'benchmark-regression',
  'probe-critical',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];
