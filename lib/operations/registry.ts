import type { z } from 'zod';
import type { OperationKind } from '@/lib/domain/operation';
import type { OperationDefinition } from './definition';
import { buildImage } from './kinds/build-image';
import { collectImages } from './kinds/collect-images';
import { checkDomainDrift } from './kinds/check-domain-drift';
import { coldMoveDomain } from './kinds/cold-move-domain';
import { createDomain } from './kinds/create-domain';
import { defineDomain } from './kinds/define-domain';
import { deleteDomain } from './kinds/delete-domain';
import { makeNetwork } from './kinds/make-network';
import { proveClean } from './kinds/prove-clean';
import { removeNetwork } from './kinds/remove-network';
import { destroyDomain } from './kinds/destroy-domain';
import { editDomain } from './kinds/edit-domain';
import { discardSavedDomain } from './kinds/discard-saved-domain';
import { fenceHost } from './kinds/fence-host';
import { closeSlots } from './kinds/close-slots';
import { forgetCopy } from './kinds/forget-copy';
import { openSlots } from './kinds/open-slots';
import { keepDisks } from './kinds/keep-disks';
import { keepColdMove } from './kinds/keep-cold-move';
import { migrateDomain } from './kinds/migrate-domain';
import { pauseDomain } from './kinds/pause-domain';
import { planColdMove } from './kinds/plan-cold-move';
import { rebootDomain } from './kinds/reboot-domain';
import { recoverDomain } from './kinds/recover-domain';
import { resetDomain } from './kinds/reset-domain';
import { resizeDomain } from './kinds/resize-domain';
import { restoreDomain } from './kinds/restore-domain';
import { resumeDomain } from './kinds/resume-domain';
import { runProbes } from './kinds/run-probes';
import { runCampaignCell } from './kinds/run-campaign-cell';
import { runBenchmark } from './kinds/run-benchmark';
import { saveDomain } from './kinds/save-domain';
import { remedyDomainDrift } from './kinds/remedy-domain-drift';
import { returnColdMove } from './kinds/return-cold-move';
import { shutdownDomain } from './kinds/shutdown-domain';
import { startDomain } from './kinds/start-domain';
import { testConnection } from './kinds/test-connection';
import { undefineDomain } from './kinds/undefine-domain';

/** Every kind there is; a kind without a definition does not compile. */
export const OPERATIONS = {
  'start-domain': startDomain,
  'shutdown-domain': shutdownDomain,
  'destroy-domain': destroyDomain,
  'reboot-domain': rebootDomain,
  'reset-domain': resetDomain,
  'pause-domain': pauseDomain,
  'resume-domain': resumeDomain,
  'save-domain': saveDomain,
  'restore-domain': restoreDomain,
  'discard-saved-domain': discardSavedDomain,
  'resize-domain': resizeDomain,
  'define-domain': defineDomain,
  'undefine-domain': undefineDomain,
  'create-domain': createDomain,
  'delete-domain': deleteDomain,
  'make-network': makeNetwork,
  'remove-network': removeNetwork,
  'prove-clean': proveClean,
  'edit-domain': editDomain,
  'migrate-domain': migrateDomain,
  'plan-cold-move': planColdMove,
  'cold-move-domain': coldMoveDomain,
  'keep-cold-move': keepColdMove,
  'return-cold-move': returnColdMove,
  'keep-disks': keepDisks,
  'run-benchmark': runBenchmark,
  'fence-host': fenceHost,
  'recover-domain': recoverDomain,
  'close-slots': closeSlots,
  'open-slots': openSlots,
  'forget-copy': forgetCopy,
  'run-probes': runProbes,
  'check-domain-drift': checkDomainDrift,
  'remedy-domain-drift': remedyDomainDrift,
  'build-image': buildImage,
  'collect-images': collectImages,
  'run-campaign-cell': runCampaignCell,
  'test-connection': testConnection,
} as const satisfies { readonly [Kind in OperationKind]: OperationDefinition<Kind> };

/** As a submitter gives it. */
export type OperationInput<Kind extends OperationKind> = z.input<(typeof OPERATIONS)[Kind]['input']>;
/** As a handler gets it. */
export type ParsedInput<Kind extends OperationKind> = z.output<(typeof OPERATIONS)[Kind]['input']>;

/** Looked up where the kind is not known before run time. */
export const definitionOf = (kind: OperationKind): OperationDefinition => OPERATIONS[kind];
